//! What checks at the desk look at, and how they speak.

use kakanai_catalogue::Catalogue;
use kakanai_domain::authority::{Certificate, Notifier, Proof, Relation};
use kakanai_domain::identity::Document;
use kakanai_record::{Date, ElementId, Record, Tag, core};

use super::DESK;
use crate::journey::first_about;
use crate::problem::{Argument, Problem};
use crate::state::Place;

/// A record as the desk has it.
pub(super) struct Desk<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) record: &'a Record,
    pub(super) today: Date,
    pub(super) service: &'a str,
    pub(super) told: Vec<(Place, Problem)>,
}

/// One certificate that is asked for.
pub(super) struct Wanted<'a> {
    pub(super) id: ElementId,
    pub(super) kind: Certificate,
    pub(super) word: &'a str,
    /// What the person who comes is to the certificate's.
    pub(super) relation: Option<Relation>,
    /// Whose it is, where that is known.
    pub(super) mover: Option<ElementId>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(catalogue: &'a Catalogue, record: &'a Record, today: Date) -> Option<Self> {
        let service = record.get(core::SERVICE.key()).code()?;
        Some(Self { catalogue, record, today, service, told: Vec::new() })
    }

    /// The documents seen.
    pub(super) fn documents(&self) -> Vec<Document> {
        let seen = self.record.elements(core::IDENTITY.key()).iter();
        seen.filter_map(|id| Document::from_key(self.record.get(core::IDENTITY_KIND.of(*id)).code()?))
            .collect()
    }

    /// Who comes.
    pub(super) fn notifier(&self) -> Option<Notifier> {
        Notifier::from_key(self.code(core::NOTIFIER_KIND)?)
    }

    /// The proof seen.
    pub(super) fn proof(&self) -> Option<Proof> {
        Proof::from_key(self.code(core::AUTHORITY_KIND)?)
    }

    /// The code of an item that belongs to no list.
    pub(super) fn code(&self, tag: Tag) -> Option<&'a str> {
        self.record.get(tag.key()).code()
    }

    /// The certificates asked for; kinds of a city's own are its own affair.
    pub(super) fn certificates(&self) -> Vec<Wanted<'a>> {
        let all = self.record.elements(core::CERTIFICATE.key()).iter();
        all.filter_map(|id| self.certificate(*id)).collect()
    }

    fn certificate(&self, id: ElementId) -> Option<Wanted<'a>> {
        let kakanai_record::Value::Code(code) = self.record.get(core::CERTIFICATE_KIND.of(id)).value()?
        else {
            return None;
        };
        let relation = self.record.get(core::CERTIFICATE_RELATION.of(id)).code();
        let movers = self.record.elements(core::MOVER.key());
        Some(Wanted {
            id,
            kind: Certificate::from_key(code.key())?,
            word: code.word(),
            relation: relation.and_then(Relation::from_key),
            mover: match movers {
                [only] => Some(*only),
                _ => self.record.get(core::CERTIFICATE_MOVER.of(id)).element(),
            },
        })
    }

    /// Somebody chosen among the movers; the only one where there is no choice.
    pub(super) fn chosen(&self, tag: Tag) -> Option<ElementId> {
        match self.record.elements(core::MOVER.key()) {
            [only] => Some(*only),
            _ => self.record.get(tag.key()).element(),
        }
    }

    /// Whether nothing is asked for but seal certificates: the 印鑑登録証 is all they need.
    pub(super) fn seals_only(&self) -> bool {
        let wanted = self.certificates();
        let asked = self.record.elements(core::CERTIFICATE.key()).len();
        self.service == "certificates"
            && !wanted.is_empty()
            && wanted.len() == asked
            && wanted.iter().all(|wanted| wanted.kind == Certificate::Seal)
    }

    /// Whether a seal is registered, lost or ended in this case.
    pub(super) fn is_about_a_seal(&self) -> bool {
        self.service == "seal_registration" || self.record.get(core::SEAL_WANTED.key()).flag() == Some(true)
    }

    pub(super) fn is_move(&self) -> bool {
        self.service.starts_with("move_")
    }

    /// What stands to be seen to on the desk's own page.
    pub(super) fn hint(&mut self, at: Tag, key: &'static str) {
        self.tell(Problem::new(self.path(at), key).as_alert());
    }

    /// The same with an argument.
    pub(super) fn hint_with(&mut self, at: Tag, key: &'static str, argument: (&'static str, Argument)) {
        let (name, argument) = argument;
        self.tell(Problem::new(self.path(at), key).with(name, argument).as_alert());
    }

    /// What was entered on the desk's own page and cannot be.
    pub(super) fn error(&mut self, at: Tag, key: &'static str) {
        self.tell(Problem::new(self.path(at), key));
    }

    fn tell(&mut self, problem: Problem) {
        self.told.push((Place { page: DESK.to_owned(), element: None }, problem));
    }

    /// About a certificate, on the first page that asks about it.
    pub(super) fn about(&mut self, wanted: &Wanted, key: &'static str, alert: bool) {
        let list = core::CERTIFICATE;
        let Some(place) = first_about(self.catalogue, self.record, list, wanted.id) else { return };
        let control = self.catalogue.dictionary().path(core::CERTIFICATE_KIND.of(wanted.id));
        let problem = Problem::new(control, key).with("certificate", wanted.word.to_owned());
        self.told.push((place, Problem { alert, ..problem }));
    }

    fn path(&self, tag: Tag) -> String {
        self.catalogue.dictionary().path(tag.key())
    }
}
