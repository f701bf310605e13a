// Ways through the services other than a family's 転入, as lists of pages with their answers (see interview.mjs `walk`).
// Everybody in them is invented.

import { familyWalk } from './interview.mjs';

const DATE = (day, month = '11') => ({ 'move/date.year': '2026', 'move/date.month': month, 'move/date.day': day });
const JAPANESE = ['nationality', { 'mover:1/japanese': 'yes' }];
const OLD = [
  ['old_postal', { 'old_address/postal': '000-0003' }],
  ['old_town', { 'old_address/town': '999971.雛形', 'old_address/lot': '5番地' }],
  ['old_head', { 'old_household/head_name': '見本　太郎' }],
];
const HERE = [
  ['new_postal', { 'new_address/postal': '000-0012' }],
  ['new_town', { 'new_address/lot': '１－２', 'new_address/building': '3号棟401' }],
];
const LIFE = ['life', { 'household/water': 'yes' }];
const INSURED = [
  ['insurance', { 'mover:1/insurance': 'national' }],
  ['pension', { 'mover:1/pension': 'first' }],
];
const CITY = ['city', { 'x.rubbish_guide': 'easy_japanese', 'x.neighbourhood': 'yes' }];
const SELF = ['notifier_kind', { 'notifier/kind': 'self' }];
const END = [
  ['identity', { 'notifier/identity': 'driving_licence' }],
  ['phone', { 'notifier/phone': '０９０－００００－０００１' }],
  ['message', { message: '車いすで行きます。\nゆっくり話してください。' }],
  ['summary', {}],
];

/** Name, birth and, where it is asked, sex. */
const somebody = (page, { sex, year = '60', era = 'S' } = {}) => [page, {
  'mover:1/name/kanji.family': '見本',
  'mover:1/name/kanji.given': '太郎',
  'mover:1/name/kana.family': 'みほん',
  'mover:1/name/kana.given': 'たろう',
  'mover:1/birth.era': era,
  'mover:1/birth.year': year,
  'mover:1/birth.month': '12',
  'mover:1/birth.day': '3',
  ...(sex ? { 'mover:1/sex': sex } : {}),
}];

const within = [
  ['move_date', DATE('7')],
  ['scope', { 'move/scope': 'whole' }],
  JAPANESE,
  somebody('person', { sex: 'male' }),
  ['card', { 'mover:1/card/held': 'yes' }],
  ['people', {}],
  ['joining', { 'move/joining': 'new' }],
];

/** Walk 3: a student moves out alone, her parents' household keeps its head. */
export const STUDENT_MOVES_OUT = [
  ['origin', { 'move/origin': 'domestic' }],
  ['move_date', DATE('28')],
  ['scope', { 'move/scope': 'part' }],
  JAPANESE,
  somebody('person', { sex: 'female', era: 'H', year: '19' }),
  ['card', { 'mover:1/card/held': 'no' }],
  ['people', {}],
  ...OLD,
  ['head_leaves', { 'old_household/head_leaves': 'no' }],
  ['new_postal', { 'new_address/postal.dont_know': 'yes' }],
  ['new_town', { 'new_address/town': '北海道札幌市中央区旭ケ丘四丁目', 'new_address/lot': '9999番地' }],
  ['insurance', { 'mover:1/insurance': 'national' }],
  ['pension', { 'mover:1/pension.dont_know': 'yes' }],
  ['school', { 'mover:1/school': 'high' }],
  ['child_allowance', { 'household/child_allowance': 'no' }],
  SELF,
  ...END,
];

/** Walk 5: a foreign national from abroad, long name in Latin letters, 技能実習2号ロ. `expires` is the year of the card. */
export const fromAbroad = (expires = '2028') => [
  ['origin', { 'move/origin': 'abroad' }],
  ['move_date', DATE('16')],
  ['nationality', { 'mover:1/japanese': 'no' }],
  ['person', {
    'mover:1/name/latin': 'Sample-Example Maria Magdalena de la Concepcion y Asuncion',
    'mover:1/name/kana': 'サンプル　マリア',
    'mover:1/birth.year': '1999',
    'mover:1/birth.month': '2',
    'mover:1/birth.day': '28',
    'mover:1/sex': 'female',
  }],
  ['other_names', {}],
  ['residence', {
    'mover:1/nationality': 'VNM',
    'mover:1/residence/status': 'trainee_2ro',
    'mover:1/residence/period.year': '1',
    'mover:1/residence/expires.year': expires,
    'mover:1/residence/expires.month': '2',
    'mover:1/residence/expires.day': '7',
    'mover:1/residence/card_number': 'ZZ00000001ZZ',
  }],
  ['card', { 'mover:1/card/held': 'no' }],
  ['people', {}],
  ['joining', { 'move/joining': 'new' }],
  ['old_overseas', { 'old_address/overseas': 'Hanoi, Viet Nam' }],
  ...HERE,
  ['insurance', { 'mover:1/insurance': 'national' }],
  ['pension', { 'mover:1/pension': 'first' }],
  ['cards', {}],
  ['insured', {}],
  ['children', {}],
  LIFE,
  ['health', {}],
  ['support', {}],
  CITY,
  ['certificates_wanted', { certificates_wanted: 'no' }],
  ['seal', { 'seal/wanted': 'no' }],
  SELF,
  ...END.slice(0, -1),
  ['guidance', {}],
  ...END.slice(-1),
];

/** Walk 6: an agent files for an aged father who moves within the city. */
const AGENT = [
  ['notifier_kind', { 'notifier/kind': 'agent' }],
  ['notifier_name', {
    'notifier/name/kanji.family': '例示',
    'notifier/name/kanji.given': '花子',
    'notifier/name/kana.family': 'レイジ',
    'notifier/name/kana.given': 'ハナコ',
    'notifier/address': '見本県ためし市一番町9999番地',
  }],
  ['authority', { 'notifier/authority': 'later' }],
];

const certificate = (number, kind, copies, extra = []) => [
  ['certificate', { [`certificate:${number}/kind`]: kind, [`certificate:${number}/copies`]: copies }],
  ...extra.map(([page, answers]) => [page, Object.fromEntries(Object.entries(answers).map(([name, value]) => [`certificate:${number}/${name}`, value]))]),
  ['certificate_purpose', {}],
];

const RECORD_OF_ALL = certificate(1, 'resident_record', '2', [
  ['certificate_extent', { extent: 'all' }],
  ['certificate_options', { with_relationship: 'yes', with_koseki: 'no', with_history: 'no' }],
  ['certificate_numbers', { with_number: 'no', with_code: 'no' }],
]);

/** Walk 1: the family of four, with two copies of the 住民票 and the husband's seal. */
const FAMILY_WITH_PAPERS = familyWalk().flatMap((page) => ({
  certificates_wanted: [['certificates_wanted', { certificates_wanted: 'yes' }], ...RECORD_OF_ALL, ['certificates', {}]],
  seal: [['seal', { 'seal/wanted': 'yes' }], ['seal_person', { 'seal/mover': '1' }], ['seal_name', { 'seal/name': 'full' }]],
})[page[0]] ?? [page]);

/** Each service: what it is called in tests, its id, and the way. */
export const SERVICES = [
  ['家族の転入と証明書', 'move_in', FAMILY_WITH_PAPERS],
  ['転居', 'move_within', [...within, ...OLD, ['new_postal', { 'new_address/postal': '000-0002' }], ['new_town', { 'new_address/lot': '500番地' }], ...INSURED, LIFE, CITY, ['certificates_wanted', { certificates_wanted: 'no' }], ...AGENT, ...END]],
  ['区間異動', 'move_ward', [...within, ...OLD, ...HERE, ...INSURED, LIFE, CITY, ['certificates_wanted', { certificates_wanted: 'no' }], SELF, ...END]],
  ['転出', 'move_out', STUDENT_MOVES_OUT],
  ['国外からの転入', 'move_in', fromAbroad()],
  ['証明書', 'certificates', [
    SELF,
    JAPANESE,
    somebody('applicant'),
    ['people', {}],
    ...HERE,
    ...RECORD_OF_ALL,
    ['certificates', {}, '証明書を追加する'],
    ...certificate(2, 'koseki_full', '1'),
    ['certificates', {}],
    ['koseki', { 'mover:1/koseki/town': '見本県ためし市一番町', 'mover:1/koseki/lot': '9999番地', 'mover:1/koseki/head': '見本　太郎' }],
    ...END,
  ]],
  ['印鑑登録', 'seal_registration', [
    ['seal_reason', { 'seal/reason': 'new' }],
    ['seal_name', { 'seal/name': 'family' }],
    JAPANESE,
    somebody('applicant'),
    ...HERE,
    ['certificates_wanted', { certificates_wanted: 'yes' }],
    ['seal_copies', { 'certificate:1/copies': '1' }],
    ['certificates', {}],
    SELF,
    ...END,
  ]],
];
