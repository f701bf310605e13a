//! The world of a pressing: sources of one folder, fonts of another, no packages, no clock.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context, Result};
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// The fonts found, sorted by file name so that the choice among them is always the same.
pub(crate) struct FontShelf {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

impl FontShelf {
    pub(crate) fn read(folder: &Path) -> Result<Self> {
        let mut files = Vec::new();
        collect(folder, &mut files).with_context(|| format!("reading fonts in {}", folder.display()))?;
        files.sort();
        let mut fonts = Vec::new();
        for file in files {
            fonts.extend(Font::iter(Bytes::new(fs::read(&file)?)));
        }
        Ok(Self { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts })
    }
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "ttf" || e == "otf" || e == "ttc") {
            files.push(path);
        }
    }
    Ok(())
}

pub(crate) struct PressWorld<'a> {
    library: LazyHash<Library>,
    shelf: &'a FontShelf,
    folder: &'a Path,
    main: FileId,
    read: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl<'a> PressWorld<'a> {
    pub(crate) fn new(folder: &'a Path, main: &str, shelf: &'a FontShelf) -> Result<Self> {
        let path = VirtualPath::new(main).map_err(|e| anyhow::anyhow!("{main}: {e:?}"))?;
        Ok(Self {
            library: LazyHash::new(Library::default()),
            shelf,
            folder,
            main: FileId::new(RootedPath::new(VirtualRoot::Project, path)),
            read: Mutex::default(),
        })
    }

    /// Every file the layout has read, with its content, by name.
    pub(crate) fn files_read(&self) -> BTreeMap<String, Vec<u8>> {
        self.read.lock().map(|read| read.clone()).unwrap_or_default()
    }

    fn bytes(&self, id: FileId) -> FileResult<Vec<u8>> {
        let path = id.get();
        if *path.root() != VirtualRoot::Project {
            return Err(FileError::Other(Some("forms use no packages".into())));
        }
        let name = path.vpath().get_without_slash();
        let file = self.folder.join(name);
        let bytes = fs::read(&file).map_err(|e| FileError::from_io(e, &file))?;
        if let Ok(mut read) = self.read.lock() {
            read.insert(name.to_owned(), bytes.clone());
        }
        Ok(bytes)
    }
}

impl World for PressWorld<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shelf.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let text = String::from_utf8(self.bytes(id)?).map_err(|_| FileError::InvalidUtf8)?;
        Ok(Source::new(id, text))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        Ok(Bytes::new(self.bytes(id)?))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shelf.fonts.get(index).cloned()
    }

    /// A form does not know the day it was pressed.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
