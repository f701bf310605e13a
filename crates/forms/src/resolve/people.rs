//! Who is who on a form: the filer, the registrant of a seal, the person represented, the agent.

use kakanai_record::{Answer, ElementId, PartialDate, Tag, core};

use super::reader::Reader;

/// Somebody a form names: one of the movers, or who is named as the notifier.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Who {
    Mover(ElementId),
    Notifier,
}

impl Reader<'_> {
    /// The name as filed: kanji, else Latin letters; the 通称 in brackets behind it.
    pub(super) fn written_name(&self, person: ElementId) -> String {
        let [kanji, latin, alias] =
            [core::MOVER_NAME, core::MOVER_LATIN, core::MOVER_ALIAS].map(|tag| self.plain(tag.of(person)));
        let name = if kanji.is_empty() { latin } else { kanji };
        if alias.is_empty() { name } else { format!("{name}（{alias}）") }
    }

    pub(super) fn head(&self, element: Tag, name: Tag) -> String {
        match self.get(element.key()).element() {
            Some(person) => self.written_name(person),
            None => self.plain(name.key()),
        }
    }

    /// The mover who files: the one named, or the only one where nobody was named.
    pub(super) fn filing_mover(&self) -> Option<ElementId> {
        let is_self = self.code(core::NOTIFIER_KIND) == "self";
        let named = self.get(core::NOTIFIER_MOVER.key()).element();
        named.or(match self.people() {
            [only] if is_self => Some(*only),
            _ => None,
        })
    }

    /// Who files and applies.
    pub(super) fn filer(&self) -> Who {
        self.filing_mover().map_or(Who::Notifier, Who::Mover)
    }

    /// Whose seal it is: the one named, else the first; a seal is one person's.
    pub(super) fn registrant(&self) -> Option<ElementId> {
        self.get(core::SEAL_MOVER.key()).element().or_else(|| self.people().first().copied())
    }

    /// Who is represented: the one whose seal it is, since nobody else can give that away; else the new head
    /// where he is among the movers; else the first of them.
    pub(super) fn represented(&self) -> Option<ElementId> {
        let named = [core::SEAL_MOVER, core::NEW_HEAD].map(|tag| self.get(tag.key()).element());
        named.into_iter().flatten().next().or_else(|| self.people().first().copied())
    }

    /// Whether somebody stands at the counter for somebody else.
    pub(super) fn is_represented(&self) -> bool {
        matches!(self.code(core::NOTIFIER_KIND), "legal_agent" | "agent" | "messenger" | "same_address")
    }

    /// Who brings the seal for the registrant, where it is not he himself.
    pub(super) fn seal_agent(&self) -> Option<Who> {
        let filer = self.filer();
        (self.registrant().map(Who::Mover) != Some(filer)).then_some(filer)
    }

    pub(super) fn name_of(&self, who: Who) -> String {
        match who {
            Who::Mover(person) => self.written_name(person),
            Who::Notifier => self.plain(core::NOTIFIER_NAME.key()),
        }
    }

    pub(super) fn kana_of(&self, who: Who) -> String {
        match who {
            Who::Mover(person) => self.plain(core::MOVER_KANA.of(person)),
            Who::Notifier => self.plain(core::NOTIFIER_KANA.key()),
        }
    }

    pub(super) fn address_of(&self, who: Who) -> String {
        match who {
            Who::Mover(_) => self.residence(),
            Who::Notifier => self.plain(core::NOTIFIER_ADDRESS.key()),
        }
    }

    /// The birth, and whether it is a foreign resident's.
    pub(super) fn birth_of(&self, who: Who) -> Option<(PartialDate, bool)> {
        match who {
            Who::Mover(person) => {
                let is_foreign = self.get(core::MOVER_JAPANESE.of(person)).flag() == Some(false);
                Some((self.get(core::MOVER_BIRTH.of(person)).partial()?, is_foreign))
            }
            Who::Notifier => Some((self.get(core::NOTIFIER_BIRTH.key()).partial()?, false)),
        }
    }

    /// The clerk's remarks, and dates of birth that no box can hold.
    pub(super) fn remarks(&self) -> String {
        let mut lines = vec![self.plain(core::REMARKS.key())];
        for person in self.people() {
            if *self.get(core::MOVER_BIRTH.of(*person)) == Answer::Unrecorded {
                lines.push(format!("{}：生年月日不詳", self.written_name(*person)));
            }
        }
        lines.retain(|line| !line.is_empty());
        lines.join("\n")
    }

    /// Whose certificate a row asks for: the one chosen, else the only person, else who stands for the household.
    pub(super) fn certified(&self, row: ElementId) -> Option<ElementId> {
        let chosen = self.get(core::CERTIFICATE_MOVER.of(row)).element();
        chosen.or(match self.people() {
            [only] => Some(*only),
            all if self.get(core::CERTIFICATE_EXTENT.of(row)).code() == Some("all") => {
                self.get(core::NEW_HEAD.key()).element().or_else(|| all.first().copied())
            }
            _ => None,
        })
    }
}
