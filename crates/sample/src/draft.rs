//! A record in the making: values come as the text form of their kind, and the dictionary checks each.

use kakanai_record::{
    Answer, Change, Dictionary, ElementId, ItemDef, ItemKey, Record, RecordError, Tag, Value,
};

/// Why a sample record cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("sample record: `{path}` is refused: {cause}; use a dictionary with all core items")]
pub struct SampleError {
    /// The place in the record.
    pub path: String,
    /// What the record said.
    pub cause: RecordError,
}

/// Keeps the first refusal, so that writing reads as a list of items.
pub(crate) struct Draft<'a> {
    dictionary: &'a Dictionary,
    record: Record,
    refused: Option<SampleError>,
}

impl<'a> Draft<'a> {
    pub(crate) fn new(dictionary: &'a Dictionary) -> Self {
        Self { dictionary, record: Record::new(), refused: None }
    }

    /// A known value in its text form.
    pub(crate) fn put(&mut self, key: ItemKey, text: impl AsRef<str>) {
        let item = self.dictionary.item(key.tag()).ok_or(RecordError::NoSuchItem);
        match item.and_then(|item| Ok(item.kind.parse(text.as_ref())?)) {
            Ok(value) => self.answer(key, Answer::Known(value)),
            Err(cause) => self.refuse(key, cause),
        }
    }

    /// A value where there is one.
    pub(crate) fn put_some(&mut self, key: ItemKey, text: Option<impl AsRef<str>>) {
        if let Some(text) = text {
            self.put(key, text);
        }
    }

    /// A known value, or that there is none: what the interview makes of a building left empty.
    pub(crate) fn put_or_none(&mut self, key: ItemKey, text: Option<&str>) {
        match text {
            Some(text) => self.put(key, text),
            None => self.answer(key, Answer::NotApplicable),
        }
    }

    /// A value of an item that not every dictionary has.
    pub(crate) fn put_some_item(&mut self, item: Option<&ItemDef>, text: &str) {
        if let Some(item) = item {
            self.put(item.tag.key(), text);
        }
    }

    pub(crate) fn flag(&mut self, key: ItemKey, flag: bool) {
        self.answer(key, Answer::Known(Value::Flag(flag)));
    }

    /// One of a list, where there is one.
    pub(crate) fn put_some_element(&mut self, tag: Tag, element: Option<&ElementId>) {
        if let Some(element) = element {
            self.element(tag.key(), *element);
        }
    }

    pub(crate) fn element(&mut self, key: ItemKey, element: ElementId) {
        self.answer(key, Answer::Known(Value::Element(element)));
    }

    pub(crate) fn answer(&mut self, key: ItemKey, answer: Answer) {
        self.change(&Change::Set(key, answer));
    }

    /// A new element at the end of a list.
    pub(crate) fn add(&mut self, list: Tag) -> Option<ElementId> {
        let element = self.record.next_element(list.key())?;
        self.change(&Change::Add(list.key(), element));
        Some(element)
    }

    pub(crate) fn finish(self) -> Result<Record, SampleError> {
        match self.refused {
            None => Ok(self.record),
            Some(refused) => Err(refused),
        }
    }

    fn change(&mut self, change: &Change) {
        if let Err(cause) = self.record.apply(self.dictionary, change) {
            self.refuse(change.key(), cause);
        }
    }

    fn refuse(&mut self, key: ItemKey, cause: RecordError) {
        let path = self.dictionary.path(key);
        self.refused.get_or_insert(SampleError { path, cause });
    }
}
