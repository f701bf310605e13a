//! The fold: a case as its events have made it.

use std::collections::{BTreeMap, BTreeSet};

use kakanai_record::{Change, Dictionary, ItemKey, Record, Tag};

use crate::command::{Actor, Origin};
use crate::event::{Event, Happened};
use crate::ids::EventSeq;
use crate::part::{Handover, Part, PartState};
use crate::procedure::{Adjustment, Whose, removed};
use crate::questions::Questions;
use crate::signing::{Asked, Role, Signature};
use crate::state::CaseState;

/// Who changed an item last, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The event.
    pub seq: EventSeq,
    /// Login.
    pub by: String,
}

/// A case. The same events always make the same case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The last event.
    pub seq: EventSeq,
    /// The record now.
    pub record: Record,
    /// The record as it came in.
    pub first: Record,
    /// Where it came from.
    pub origin: Origin,
    /// Paths to ask about again, until somebody has.
    pub doubts: BTreeSet<String>,
    /// Where it stands.
    pub state: CaseState,
    /// Why it stands there.
    pub reason: String,
    /// Who opened the case or worked on its record: none of them may review it.
    pub editors: BTreeSet<String>,
    /// What was last put before the citizen.
    pub asked: Option<Asked>,
    /// The event by which he confirmed it, while that stands.
    pub confirmed: Option<EventSeq>,
    /// What he wants changed, until it is put before him again.
    pub objection: Option<String>,
    /// Signatures by role, the last of each.
    pub signatures: BTreeMap<Role, Signature>,
    /// Questions last put before the citizen.
    pub questions: Option<Questions>,
    /// Procedures added or struck by hand.
    pub procedures: BTreeMap<Whose, Adjustment>,
    /// Forms made for printing so far.
    pub printed: Vec<String>,
    /// Who worked on it last, and where.
    pub last: Actor,
    handovers: BTreeMap<Part, Handover>,
    versions: BTreeMap<ItemKey, Version>,
    adjusted: BTreeMap<Whose, Version>,
}

/// Events that do not make a case: damage, or a program's fault. The place is named.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("event {seq} does not fit the events before it: {what}")]
pub struct FoldError {
    /// The event.
    pub seq: EventSeq,
    /// Why.
    pub what: String,
}

impl Case {
    /// Folds events in order. `None` where there are none.
    pub fn fold(dictionary: &Dictionary, events: &[Happened]) -> Result<Option<Self>, FoldError> {
        let mut case: Option<Self> = None;
        for happened in events {
            case = Some(match case {
                None => Self::open(happened)?,
                Some(mut case) => {
                    case.apply(dictionary, happened)?;
                    case
                }
            });
        }
        Ok(case)
    }

    /// Adds one event.
    pub fn apply(&mut self, dictionary: &Dictionary, happened: &Happened) -> Result<(), FoldError> {
        let error = |what: String| FoldError { seq: happened.seq, what };
        if happened.seq != self.seq.next() {
            return Err(error(format!("event {} was expected", self.seq.next())));
        }
        match &happened.event {
            Event::Opened { .. } => return Err(error("the case is already open".into())),
            Event::Amended { changes, minor } => {
                self.change(dictionary, changes, happened)?;
                if minor.is_empty() {
                    self.end_signatures(dictionary, changes, happened.seq);
                }
            }
            Event::Answered { changes, .. } => {
                self.change(dictionary, changes, happened)?;
                self.end_signatures(dictionary, changes, happened.seq);
                if let Some(questions) = &mut self.questions {
                    questions.given.extend(changes.iter().map(Change::key));
                }
            }
            Event::QuestionsAsked { .. } | Event::QuestionsEnded { .. } => self.apply_questions(happened),
            Event::ProcedureAdjusted { .. } | Event::ProcedureRestored { .. } => {
                self.apply_procedure(happened)
            }
            Event::Asked { .. } | Event::Confirmed { .. } | Event::Objected { .. } | Event::Signed { .. } => {
                self.apply_citizens(happened)
            }
            Event::Turned { to, reason } => {
                self.state = *to;
                self.reason.clone_from(reason);
            }
            Event::Printed { forms } => self.printed.extend(forms.iter().cloned()),
            Event::Sent { .. }
            | Event::PickedUp { .. }
            | Event::Registered { .. }
            | Event::Finalised { .. }
            | Event::Rejected { .. }
            | Event::Recalled { .. } => self.apply_handover(happened),
        }
        self.seq = happened.seq;
        self.last.clone_from(&happened.by);
        Ok(())
    }

    /// The event that last changed a place; for a list, its elements. Unchanged since the opening: event 1.
    pub fn version(&self, key: ItemKey) -> Version {
        let opened = || Version { seq: EventSeq(1), by: String::new() };
        self.versions.get(&key).cloned().unwrap_or_else(opened)
    }

    /// Items that say something else than what came in, with who changed them.
    pub fn amended(&self) -> impl Iterator<Item = (ItemKey, &Version)> {
        self.versions
            .iter()
            .filter(|(key, _)| self.record.get(**key) != self.first.get(**key))
            .map(|(k, v)| (*k, v))
    }

    /// The event that last added, struck or restored a procedure by hand, and who did it.
    pub fn adjusted(&self, whose: &Whose) -> Option<&Version> {
        self.adjusted.get(whose)
    }

    /// Whether what the citizen confirmed is what the papers say now.
    pub const fn is_confirmed(&self) -> bool {
        self.confirmed.is_some()
    }

    /// A signature in a role that still stands.
    pub fn signature(&self, role: Role) -> Option<&Signature> {
        self.signatures.get(&role).filter(|signature| signature.stands())
    }

    /// The parts of the case, and how far each has come. A part that the other system has, or has registered,
    /// stays one, even where the record no longer asks for it; one that came back and is not wanted any more is
    /// gone.
    pub fn parts(&self) -> impl Iterator<Item = (Part, Handover)> {
        let wanted = Part::of(&self.record);
        let kept = |state: PartState| state.is_out() || state == PartState::Registered;
        let has = move |part: &Part| wanted.contains(part) || kept(self.handover(*part).state);
        Part::ALL.into_iter().filter(has).map(|part| (part, self.handover(part)))
    }

    /// How far a part has come.
    pub fn handover(&self, part: Part) -> Handover {
        self.handovers.get(&part).cloned().unwrap_or_else(Handover::waiting)
    }

    /// Whether items that papers print have changed since an event.
    pub fn touched_since(&self, dictionary: &Dictionary, printed: &BTreeSet<Tag>, seen: EventSeq) -> bool {
        let later = self.versions.iter().filter(|(_, version)| version.seq > seen);
        later.into_iter().any(|(key, _)| is_printed(dictionary, printed, key.tag()))
    }

    fn open(happened: &Happened) -> Result<Self, FoldError> {
        let Event::Opened { record, origin } = &happened.event else {
            return Err(FoldError { seq: happened.seq, what: "the case is not open".into() });
        };
        let doubts = match origin {
            Origin::Code { doubts, .. } => doubts.iter().cloned().collect(),
            Origin::Hand | Origin::Copy { .. } => BTreeSet::new(),
        };
        Ok(Self {
            seq: happened.seq,
            record: (**record).clone(),
            first: (**record).clone(),
            origin: origin.clone(),
            doubts,
            state: CaseState::Received,
            reason: String::new(),
            editors: BTreeSet::from([happened.by.login.clone()]),
            asked: None,
            confirmed: None,
            objection: None,
            signatures: BTreeMap::new(),
            questions: None,
            procedures: BTreeMap::new(),
            printed: Vec::new(),
            last: happened.by.clone(),
            handovers: BTreeMap::new(),
            versions: BTreeMap::new(),
            adjusted: BTreeMap::new(),
        })
    }

    fn change(
        &mut self,
        dictionary: &Dictionary,
        changes: &[Change],
        happened: &Happened,
    ) -> Result<(), FoldError> {
        let fits = self.record.apply_all(dictionary, changes);
        fits.map_err(|error| FoldError { seq: happened.seq, what: error.to_string() })?;
        self.note_changes(dictionary, changes, happened);
        for person in changes.iter().filter_map(removed) {
            self.procedures.retain(|(_, whose), _| *whose != Some(person));
        }
        Ok(())
    }

    fn apply_questions(&mut self, happened: &Happened) {
        match &happened.event {
            Event::QuestionsAsked { questions, who } => {
                let (seq, terminal) = (happened.seq, happened.by.terminal.clone());
                let (keys, given) = (questions.clone(), BTreeSet::new());
                self.questions = Some(Questions { seq, keys, who: *who, terminal, given, ended: None });
            }
            _ => {
                if let Some(questions) = &mut self.questions {
                    questions.ended.get_or_insert(happened.seq);
                }
            }
        }
    }

    fn apply_procedure(&mut self, happened: &Happened) {
        let version = Version { seq: happened.seq, by: happened.by.login.clone() };
        let whose = match &happened.event {
            Event::ProcedureAdjusted { procedure, person, how, why, note } => {
                let whose = (procedure.clone(), *person);
                let (seq, by) = (version.seq, version.by.clone());
                let adjustment = Adjustment { how: *how, why: *why, note: note.clone(), seq, by };
                self.procedures.insert(whose.clone(), adjustment);
                whose
            }
            Event::ProcedureRestored { procedure, person, .. } => {
                let whose = (procedure.clone(), *person);
                self.procedures.remove(&whose);
                whose
            }
            _ => return,
        };
        self.adjusted.insert(whose, version);
    }

    fn note_changes(&mut self, dictionary: &Dictionary, changes: &[Change], happened: &Happened) {
        let version = Version { seq: happened.seq, by: happened.by.login.clone() };
        for change in changes {
            self.versions.insert(change.key(), version.clone());
            self.doubts.remove(&dictionary.path(change.key()));
        }
        self.editors.insert(happened.by.login.clone());
    }

    /// A change of something printed ends what was shown and confirmed, and the signatures of whom it
    /// concerns.
    fn end_signatures(&mut self, dictionary: &Dictionary, changes: &[Change], seq: EventSeq) {
        let touches = |printed: &BTreeSet<Tag>| {
            changes.iter().any(|change| is_printed(dictionary, printed, change.key().tag()))
        };
        if let Some(asked) = &mut self.asked
            && touches(&asked.printed.all)
        {
            asked.void.get_or_insert(seq);
            self.confirmed = None;
        }
        for signature in self.signatures.values_mut().filter(|signature| touches(&signature.printed)) {
            signature.void.get_or_insert(seq);
        }
    }

    fn apply_citizens(&mut self, happened: &Happened) {
        let seq = happened.seq;
        match &happened.event {
            Event::Asked { forms, printed } => {
                let (forms, printed) = (forms.clone(), printed.clone());
                let terminal = happened.by.terminal.clone();
                self.asked = Some(Asked { seq, forms, printed, terminal, void: None });
                self.objection = None;
            }
            Event::Confirmed { .. } => self.confirmed = Some(seq),
            Event::Objected { words, .. } => {
                self.objection = Some(words.clone());
                self.confirmed = None;
            }
            Event::Signed { roles, how, bound } => {
                for role in roles {
                    let printed = self.asked.as_ref().map(|asked| asked.printed.of_role(*role).clone());
                    let printed = printed.unwrap_or_default();
                    let signature = Signature { how: how.clone(), bound: **bound, printed, seq, void: None };
                    self.signatures.insert(*role, signature);
                }
            }
            _ => {}
        }
    }

    fn apply_handover(&mut self, happened: &Happened) {
        let handover = |case: &mut Self, part: Part, change: &dyn Fn(&mut Handover)| {
            change(case.handovers.entry(part).or_insert_with(Handover::waiting));
        };
        match &happened.event {
            Event::Sent { parts } => {
                for sending in parts {
                    let (state, sent, returns) = (PartState::Sent, happened.seq, sending.returns);
                    let fresh = Handover { state, sent, returns, ..Handover::waiting() };
                    self.handovers.insert(sending.part, fresh);
                }
            }
            Event::PickedUp { part } => handover(self, *part, &|handover| {
                handover.taken = true;
                if !handover.returns {
                    handover.state = PartState::Registered;
                }
            }),
            Event::Registered { part, answers } => handover(self, *part, &|handover| {
                handover.state = PartState::Provisional;
                handover.answers.clone_from(answers);
            }),
            Event::Finalised { part } => {
                handover(self, *part, &|handover| handover.state = PartState::Registered);
            }
            Event::Rejected { part, reason } => handover(self, *part, &|handover| {
                handover.state = PartState::Rejected;
                handover.reason.clone_from(reason);
            }),
            Event::Recalled { part, reason } => handover(self, *part, &|handover| {
                handover.state = PartState::Waiting;
                handover.reason.clone_from(reason);
            }),
            _ => {}
        }
    }
}

/// Whether papers print an item, or something inside a list.
fn is_printed(dictionary: &Dictionary, printed: &BTreeSet<Tag>, tag: Tag) -> bool {
    printed.contains(&tag) || printed.iter().any(|inner| dictionary.lists(*inner).contains(&tag))
}
