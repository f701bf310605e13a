//! A record of which only the items of one source can be seen.

use kakanai_record::{Answer, ElementId, ItemKey, Record, Tag, core};

use super::Surroundings;

static UNSEEN: Answer = Answer::NotAsked;

/// What a source may read: an item that its row of the table does not name is as if never asked.
pub(super) struct Reader<'a> {
    record: &'a Record,
    pub(super) around: &'a Surroundings<'a>,
    reads: &'static [&'static [Tag]],
}

/// The items of one address.
pub(super) struct Address {
    municipality: Tag,
    town: Tag,
    lot: Tag,
    building: Tag,
    country: Tag,
    overseas: Tag,
}

pub(super) const OLD: Address = Address {
    municipality: core::OLD_MUNICIPALITY,
    town: core::OLD_TOWN,
    lot: core::OLD_LOT,
    building: core::OLD_BUILDING,
    country: core::OLD_COUNTRY,
    overseas: core::OLD_OVERSEAS,
};

pub(super) const NEW: Address = Address {
    municipality: core::NEW_MUNICIPALITY,
    town: core::NEW_TOWN,
    lot: core::NEW_LOT,
    building: core::NEW_BUILDING,
    country: core::NEW_COUNTRY,
    overseas: core::NEW_OVERSEAS,
};

impl<'a> Reader<'a> {
    pub(super) const fn new(
        record: &'a Record,
        around: &'a Surroundings<'a>,
        reads: &'static [&'static [Tag]],
    ) -> Self {
        Self { record, around, reads }
    }

    pub(super) fn get(&self, key: ItemKey) -> &'a Answer {
        let may = self.reads.iter().any(|group| group.contains(&key.tag()));
        if may { self.record.get(key) } else { &UNSEEN }
    }

    pub(super) fn elements(&self, list: Tag) -> &'a [ElementId] {
        self.record.elements(list.key())
    }

    pub(super) fn people(&self) -> &'a [ElementId] {
        self.elements(core::MOVER)
    }

    pub(super) fn plain(&self, key: ItemKey) -> String {
        self.get(key).text().unwrap_or_default().to_owned()
    }

    pub(super) fn code(&self, tag: Tag) -> &'a str {
        self.get(tag.key()).code().unwrap_or_default()
    }

    pub(super) fn flag(&self, key: ItemKey) -> bool {
        self.get(key).flag() == Some(true)
    }

    fn place(&self, key: ItemKey) -> String {
        match self.plain(key) {
            code if code.is_empty() => code,
            code => (self.around.place_name)(&code),
        }
    }

    pub(super) fn country(&self, key: ItemKey) -> String {
        match self.plain(key) {
            code if code.is_empty() => code,
            code => (self.around.country_name)(&code),
        }
    }

    pub(super) fn koseki_place(&self, person: ElementId) -> String {
        let rest = [core::KOSEKI_TOWN, core::KOSEKI_LOT].map(|tag| self.plain(tag.of(person)));
        [self.place(core::KOSEKI_MUNICIPALITY.of(person)), rest.concat()].concat()
    }

    /// Municipality, town and lot, or country and address abroad.
    pub(super) fn address_line(&self, address: &Address) -> String {
        let overseas = self.plain(address.overseas.key());
        if !overseas.is_empty() {
            return [self.country(address.country.key()), overseas].join(" ").trim_start().to_owned();
        }
        let rest = [address.town, address.lot].map(|tag| self.plain(tag.key()));
        [self.place(address.municipality.key()), rest.concat()].concat()
    }

    /// The address with its building.
    pub(super) fn full_address(&self, address: &Address) -> String {
        let parts = [self.address_line(address), self.plain(address.building.key())];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("　")
    }

    /// Where the people of the case live when they come: before a 転出 at the address they will leave.
    pub(super) fn residence(&self) -> String {
        self.full_address(if self.code(core::SERVICE) == "move_out" { &OLD } else { &NEW })
    }

    /// What is the same, and not empty, for all people; for one person too.
    pub(super) fn shared(&self, of: impl Fn(ElementId) -> String) -> Option<String> {
        let mut all = self.people().iter().map(|person| of(*person));
        let first = all.next().filter(|text| !text.is_empty())?;
        all.all(|other| other == first).then_some(first)
    }
}
