//! Gives tickets of the queue: numbers of our own, or those of the city's program.
//!
//! What was given today stands in one file below the data folder, written whole or not at all: office, hash of the
//! code, number. So the same code gets the same number for the day, whatever is pressed twice. It holds nothing else
//! of anybody, and is gone when the first ticket of another day is given.

use std::fmt::Display;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use data_encoding::HEXLOWER;
use kakanai_record::Date;
use kakanai_server::tickets::{Ticket, TicketDesk, TicketError, TicketRequest};
use serde_json::json;

use crate::city::make_private;

/// How long the city's program may take.
const LIMIT: Duration = Duration::from_secs(5);
/// How often it is looked whether it has ended.
const LOOK: Duration = Duration::from_millis(20);
/// Longest answer read from it, in bytes.
const MOST_ANSWER: u64 = 256;
/// So many wait for a ticket at once, one behind the other. Each holds a thread that the counter may need.
const MOST_WAITING: usize = 8;
/// So many are given in a day, all offices together: the file of a day is written anew for each.
const MOST_A_DAY: usize = 9_999;
/// Ending of the files with the numbers of a day.
const ENDING: &str = "tsv";

/// Where tickets are given.
pub struct Desk {
    /// Folder for the numbers given today.
    folder: PathBuf,
    /// The city's program and its arguments, where it has one.
    program: Option<Vec<String>>,
    limit: Duration,
    waiting: AtomicUsize,
}

impl Desk {
    /// A desk that keeps what it gave in a folder, and asks the city's program where there is one.
    pub fn new(folder: PathBuf, program: Option<Vec<String>>) -> Self {
        Self { folder, program, limit: LIMIT, waiting: AtomicUsize::new(0) }
    }
}

/// A place among those who wait; given up when dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn among(others: &'a AtomicUsize) -> Result<Self, TicketError> {
        let place = Self(others);
        if others.fetch_add(1, Ordering::Relaxed) < MOST_WAITING {
            Ok(place)
        } else {
            Err(TicketError::Busy { most: MOST_WAITING })
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl TicketDesk for Desk {
    fn take(&self, request: &TicketRequest) -> Result<Ticket, TicketError> {
        let _place = Waiting::among(&self.waiting)?;
        let mut ledger = Ledger::open(&self.folder, request.day)?;
        let code = HEXLOWER.encode(&request.hash.0);
        if let Some(ticket) = ledger.given_to(&code) {
            return Ok(ticket);
        }
        if ledger.entries().count() >= MOST_A_DAY {
            return Err(TicketError::Full { most: MOST_A_DAY });
        }
        let office = request.tablet.office();
        let ticket = match &self.program {
            None => Ticket::numbered(&request.tablet, request.day, ledger.last_of(office).saturating_add(1)),
            Some(program) => ask(program, &line(request, &code), self.limit)?,
        };
        ledger.add(office, &code, &ticket)?;
        Ok(ticket)
    }
}

/// The numbers given on a day. Whoever has it open is alone with it, also among several processes.
struct Ledger {
    folder: PathBuf,
    path: PathBuf,
    /// Lines of office, code and number.
    lines: String,
    _alone: File,
}

impl Ledger {
    fn open(folder: &Path, day: Date) -> Result<Self, TicketError> {
        make_private(folder).map_err(|error| unkept(folder, format!("{error:#}")))?;
        let guard = folder.join("lock");
        let alone = File::create(&guard).and_then(|file| file.lock().map(|()| file));
        let alone = alone.map_err(|error| unkept(&guard, error))?;
        let name = format!("{:04}{:02}{:02}.{ENDING}", day.year(), day.month(), day.day());
        let path = folder.join(name);
        let lines = match fs::read_to_string(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            read => read.map_err(|error| {
                let next = "if it is damaged, move it away; numbers then begin anew";
                unkept(&path, format!("{error}; {next}"))
            })?,
        };
        Ok(Self { folder: folder.to_owned(), path, lines, _alone: alone })
    }

    fn entries(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.lines.lines().filter_map(|line| {
            let mut parts = line.splitn(3, '\t');
            Some((parts.next()?, parts.next()?, parts.next()?))
        })
    }

    fn given_to(&self, code: &str) -> Option<Ticket> {
        self.entries().find(|(_, of, _)| *of == code).and_then(|(_, _, number)| Ticket::new(number))
    }

    /// The last number of an office. Not how many there are: a line that was lost must not give a number twice.
    fn last_of(&self, office: &str) -> u32 {
        let given = self.entries().filter(|(of, _, _)| *of == office);
        given.filter_map(|(_, _, number)| number.rsplit('-').next()?.parse().ok()).max().unwrap_or(0)
    }

    /// Writes the whole file anew beside the old one and puts it in its place.
    fn add(&mut self, office: &str, code: &str, ticket: &Ticket) -> Result<(), TicketError> {
        let first_today = self.lines.is_empty();
        self.lines += &format!("{office}\t{code}\t{}\n", ticket.number());
        let beside = self.path.with_extension("new");
        let written = || -> std::io::Result<()> {
            let mut file = File::create(&beside)?;
            file.write_all(self.lines.as_bytes())?;
            file.sync_all()?;
            fs::rename(&beside, &self.path)?;
            File::open(&self.folder)?.sync_all()
        };
        written().map_err(|error| unkept(&self.path, error))?;
        if first_today {
            self.forget_earlier_days();
        }
        Ok(())
    }

    /// Earlier ones alone: who asked before midnight and comes to his turn after it does not take the new day's away.
    /// What cannot be deleted now is tried again on another day: it holds hashes and numbers alone.
    fn forget_earlier_days(&self) {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            if path < self.path && path.extension().is_some_and(|ending| ending == ENDING) {
                let _ = fs::remove_file(path);
            }
        }
    }
}

fn unkept(place: &Path, what: impl Display) -> TicketError {
    TicketError::Ledger { place: place.display().to_string(), what: what.to_string() }
}

/// The request as the program reads it: one line of JSON.
fn line(request: &TicketRequest, code: &str) -> String {
    let json = json!({
        "version": 1,
        "hall": request.tablet.as_str(),
        "office": request.tablet.office(),
        "service": request.service,
        "day": request.day.to_string(),
        "hash": code,
        "codes": request.codes,
    });
    format!("{json}\n")
}

/// Runs the program with a line on its standard input; its number is the first line of its standard output.
fn ask(program: &[String], line: &str, limit: Duration) -> Result<Ticket, TicketError> {
    let name = program.first().cloned().unwrap_or_default();
    let failed = |what: String| TicketError::Program { program: name.clone(), what };
    let spawned = Command::new(&name)
        .args(program.get(1..).unwrap_or_default())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn();
    let mut child = spawned.map_err(|error| failed(error.to_string()))?;
    let answer = answer_of(&mut child);
    tell(&mut child, line);
    let Some((status, waited)) = wait(&mut child, limit).map_err(|error| failed(error.to_string()))? else {
        return Err(TicketError::Late { program: name, seconds: limit.as_secs() });
    };
    if !status.success() {
        return Err(failed(format!("it ended with {status}")));
    }
    // It has ended, so its answer is there; but for one that left its output to a program of its own.
    let left = limit.saturating_sub(waited).max(LOOK);
    let answer = answer.and_then(|answer| answer.recv_timeout(left).ok()).unwrap_or_default();
    Ticket::new(&answer).ok_or_else(|| {
        failed(format!("its first line is no number of 1 to {} characters: {answer:?}", Ticket::MOST))
    })
}

/// Reads the first line aside, so that a program that never ends its output holds nobody up.
fn answer_of(child: &mut Child) -> Option<Receiver<String>> {
    let output = child.stdout.take()?;
    let (tell, hear) = sync_channel(1);
    std::thread::spawn(move || {
        let mut output = BufReader::new(output);
        let mut first = Vec::new();
        let read = (&mut output).take(MOST_ANSWER).read_until(b'\n', &mut first);
        if read.is_ok() {
            let _ = tell.send(String::from_utf8_lossy(&first).into_owned());
        }
        // Whatever else it says is taken too: a closed pipe would end it.
        let _ = std::io::copy(&mut output, &mut std::io::sink());
    });
    Some(hear)
}

/// Writes the line aside: a program that does not read may leave the pipe full.
fn tell(child: &mut Child, line: &str) {
    let Some(mut input) = child.stdin.take() else { return };
    let line = line.to_owned();
    std::thread::spawn(move || {
        // A program that does not want to know closes its input; its answer counts.
        let _ = input.write_all(line.as_bytes());
    });
}

/// Waits for its end, and says how long; ends it where it takes too long, and answers `None`.
fn wait(child: &mut Child, limit: Duration) -> std::io::Result<Option<(ExitStatus, Duration)>> {
    let mut waited = Duration::ZERO;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some((status, waited)));
        }
        if waited >= limit {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(LOOK);
        waited += LOOK;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use kakanai_server::tickets::Tablet;

    use super::*;

    const DAY: Date = Date::constant(2026, 11, 20);

    /// A folder that goes with the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("kakanai-tickets-{name}-{}", std::process::id()));
            let _ = fs::remove_dir_all(&path);
            Self(path)
        }

        fn desk(&self) -> Desk {
            Desk::new(self.0.clone(), None)
        }

        fn desk_with(&self, script: &str) -> Desk {
            let program = ["sh", "-c", script].map(str::to_owned).to_vec();
            Desk { program: Some(program), ..self.desk() }
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn request(tablet: &str, day: Date, code: u8) -> TicketRequest {
        let codes = kakanai_envelope::split(&[code; 40]).unwrap();
        TicketRequest::new(Tablet::parse(tablet).unwrap(), "move_in", day, codes).unwrap()
    }

    fn number(desk: &Desk, tablet: &str, day: Date, code: u8) -> String {
        desk.take(&request(tablet, day, code)).unwrap().number().to_owned()
    }

    #[test]
    fn each_office_counts_for_itself_and_the_same_code_keeps_its_number() {
        let folder = Folder::new("series");
        let desk = folder.desk();
        assert_eq!(number(&desk, "EH1", DAY, 1), "E-20261120-0001");
        assert_eq!(number(&desk, "EH2", DAY, 2), "E-20261120-0002");
        assert_eq!(number(&desk, "WH1", DAY, 3), "W-20261120-0001");
        assert_eq!(number(&desk, "EH2", DAY, 1), "E-20261120-0001", "from another tablet");
        assert_eq!(number(&folder.desk(), "EH1", DAY, 2), "E-20261120-0002", "after a restart");
        assert_eq!(number(&folder.desk(), "EH1", DAY, 4), "E-20261120-0003");
    }

    #[test]
    fn a_new_day_begins_a_new_series_and_forgets_the_old_one() {
        let folder = Folder::new("days");
        let desk = folder.desk();
        number(&desk, "EH1", DAY, 1);
        let next = DAY.tomorrow().unwrap();
        assert_eq!(number(&desk, "EH1", next, 2), "E-20261121-0001");
        assert_eq!(number(&desk, "EH1", next, 1), "E-20261121-0002");
        let mut kept: Vec<_> = fs::read_dir(&folder.0).unwrap().map(|e| e.unwrap().file_name()).collect();
        kept.sort();
        assert_eq!(kept, ["20261121.tsv", "lock"]);
    }

    #[test]
    fn who_asked_before_midnight_takes_no_number_of_the_new_day_away() {
        let folder = Folder::new("midnight");
        let desk = folder.desk();
        let next = DAY.tomorrow().unwrap();
        assert_eq!(number(&desk, "EH1", next, 1), "E-20261121-0001");
        assert_eq!(number(&desk, "EH1", DAY, 2), "E-20261120-0001", "late");
        assert_eq!(number(&desk, "EH1", next, 3), "E-20261121-0002");
    }

    #[test]
    fn a_lost_line_gives_no_number_twice_and_a_damaged_file_none() {
        let folder = Folder::new("damaged");
        let desk = folder.desk();
        for code in 1..=3 {
            number(&desk, "EH1", DAY, code);
        }
        let file = folder.0.join("20261120.tsv");
        let lines = fs::read_to_string(&file).unwrap();
        fs::write(&file, lines.split_inclusive('\n').skip(1).collect::<String>()).unwrap();
        assert_eq!(number(&desk, "EH1", DAY, 4), "E-20261120-0004");
        fs::write(&file, [0xff]).unwrap();
        let error = desk.take(&request("EH1", DAY, 5)).unwrap_err().to_string();
        assert!(error.contains("20261120.tsv") && error.contains("move it away"), "{error}");
    }

    #[test]
    fn a_flood_ends_at_the_days_last_number_and_those_who_have_one_keep_it() {
        let folder = Folder::new("flood");
        let desk = folder.desk();
        number(&desk, "EH1", DAY, 1);
        let file = folder.0.join("20261120.tsv");
        let flood: String =
            (2..=MOST_A_DAY).map(|serial| format!("Z\t{serial}\tZ-20261120-{serial:04}\n")).collect();
        fs::write(&file, fs::read_to_string(&file).unwrap() + &flood).unwrap();
        assert!(matches!(desk.take(&request("EH1", DAY, 2)), Err(TicketError::Full { .. })));
        assert_eq!(number(&desk, "EH1", DAY, 1), "E-20261120-0001");
        assert_eq!(number(&desk, "EH1", DAY.tomorrow().unwrap(), 2), "E-20261121-0001");
    }

    #[test]
    fn no_more_wait_than_there_are_threads_for() {
        let folder = Folder::new("waiting");
        let desk = folder.desk();
        let places: Vec<_> = (0..MOST_WAITING).map(|_| Waiting::among(&desk.waiting).unwrap()).collect();
        assert!(matches!(desk.take(&request("EH1", DAY, 1)), Err(TicketError::Busy { .. })));
        drop(places);
        assert_eq!(number(&desk, "EH1", DAY, 1), "E-20261120-0001");
    }

    #[test]
    fn many_at_once_get_each_a_number_of_their_own() {
        let folder = Folder::new("many");
        let numbers: Vec<String> = std::thread::scope(|scope| {
            let ask = |code: u8| {
                let folder = &folder;
                scope.spawn(move || number(&folder.desk(), "EH1", DAY, code / 2))
            };
            let asking: Vec<_> = (0..64).map(ask).collect();
            asking.into_iter().map(|one| one.join().unwrap()).collect()
        });
        for pair in numbers.chunks(2) {
            assert_eq!(pair[0], pair[1], "the same code pressed twice");
        }
        let distinct: BTreeSet<_> = numbers.iter().collect();
        let expected: Vec<String> = (1..=32).map(|serial| format!("E-20261120-{serial:04}")).collect();
        assert!(distinct.into_iter().eq(&expected));
    }

    #[test]
    fn the_citys_program_reads_one_line_and_answers_a_number() {
        let folder = Folder::new("program");
        let told = folder.0.join("told");
        let desk =
            folder.desk_with(&format!("cat > {0}; wc -l < {0} | tr -d ' '; echo more", told.display()));
        assert_eq!(number(&desk, "WH2", DAY, 1), "1");
        let json: serde_json::Value = serde_json::from_str(&fs::read_to_string(&told).unwrap()).unwrap();
        let asked = request("WH2", DAY, 1);
        assert_eq!(json["hall"], "WH2");
        assert_eq!(json["office"], "W");
        assert_eq!(json["service"], "move_in");
        assert_eq!(json["day"], "2026-11-20");
        assert_eq!(json["codes"], json!(asked.codes));
        // Asked once: the second time it is known.
        let desk = folder.desk_with("echo 99");
        assert_eq!(number(&desk, "WH2", DAY, 1), "1");
        assert_eq!(number(&desk, "WH2", DAY, 2), "99");
    }

    #[test]
    fn a_program_that_fails_gives_no_ticket_and_leaves_no_number() {
        let folder = Folder::new("failing");
        let asked = request("EH1", DAY, 1);
        for (script, words) in [
            ("echo 1; exit 3", "exit status: 3"),
            ("true", "no number"),
            ("printf 'a\\tb'", "no number"),
            ("head -c 1000 /dev/zero | tr '\\0' 1", "no number"),
        ] {
            let error = folder.desk_with(script).take(&asked).unwrap_err().to_string();
            assert!(error.contains(words), "{script}: {error}");
        }
        let missing = Desk { program: Some(vec!["/nowhere/ticket".into()]), ..folder.desk() };
        assert!(missing.take(&asked).unwrap_err().to_string().contains("/nowhere/ticket"));
        let slow = Desk { limit: LOOK, ..folder.desk_with("exec sleep 60") };
        assert!(matches!(slow.take(&asked), Err(TicketError::Late { .. })));
        assert_eq!(number(&folder.desk(), "EH1", DAY, 1), "E-20261120-0001");
    }

    #[test]
    fn where_nothing_can_be_kept_no_number_is_given() {
        let folder = Folder::new("file");
        fs::create_dir_all(&folder.0).unwrap();
        let file = folder.0.join("file");
        fs::write(&file, "").unwrap();
        let desk = Desk::new(file.join("tickets"), None);
        assert!(matches!(desk.take(&request("EH1", DAY, 1)), Err(TicketError::Ledger { .. })));
    }
}
