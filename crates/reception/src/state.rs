//! States of a case and the ways between them.

/// Where a case stands. 受付 → 入力 → 審査 → 完了, and beside them the states of an odd day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CaseState {
    /// 受付: opened, nobody has worked on it.
    Received,
    /// 入力: a clerk is completing it.
    Entry,
    /// 審査: waiting for a second person.
    Review,
    /// 保留: papers or people are missing.
    OnHold,
    /// 補正: to be mended by the person who filed.
    Correction,
    /// 差戻し: the reviewer gave it back.
    Returned,
    /// 取下げ: withdrawn by the person.
    Withdrawn,
    /// 不受理: not accepted.
    Refused,
    /// 完了: every part has ended.
    Completed,
}

impl CaseState {
    /// All states.
    pub const ALL: [Self; 9] = [
        Self::Received,
        Self::Entry,
        Self::Review,
        Self::OnHold,
        Self::Correction,
        Self::Returned,
        Self::Withdrawn,
        Self::Refused,
        Self::Completed,
    ];

    /// The code in storage.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Entry => "entry",
            Self::Review => "review",
            Self::OnHold => "on_hold",
            Self::Correction => "correction",
            Self::Returned => "returned",
            Self::Withdrawn => "withdrawn",
            Self::Refused => "refused",
            Self::Completed => "completed",
        }
    }

    /// The state of a code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The word on screens.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Received => "受付",
            Self::Entry => "入力",
            Self::Review => "審査",
            Self::OnHold => "保留",
            Self::Correction => "補正",
            Self::Returned => "差戻し",
            Self::Withdrawn => "取下げ",
            Self::Refused => "不受理",
            Self::Completed => "完了",
        }
    }

    /// Whether the record may still change.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Withdrawn | Self::Refused | Self::Completed)
    }

    /// Whether a case may go from here to there. 完了 is reached from 審査 alone: two persons. Nobody asks for
    /// it: it comes when the last part has ended.
    pub const fn may_become(self, next: Self) -> bool {
        match next {
            Self::Received => false,
            Self::Completed | Self::Returned => matches!(self, Self::Review),
            Self::Review => matches!(self, Self::Received | Self::Entry | Self::Returned | Self::Correction),
            Self::Entry => matches!(self, Self::Received | Self::OnHold | Self::Correction | Self::Returned),
            Self::OnHold | Self::Correction | Self::Withdrawn | Self::Refused => self.is_open(),
        }
    }
}
