// Names of months and zones as feeds write them, in the languages that feeds are written in.
import { type Duration, HOUR, MINUTE } from '../../model/time.ts'

/** One line a language, one entry a month, variants by `|`; without diacritics. */
const MONTHS = [
  'january|jan february|feb|febr march|mar april|apr|apl may june|jun july|jul august|aug september|sep|sept october|oct november|nov december|dec',
  'januar|janner|jan februar|feber marz|mrz|maerz april mai juni juli august september oktober|okt november dezember|dez',
  'janvier|janv fevrier|fevr|fev mars avril|avr mai juin juillet|juil|juill aout septembre octobre novembre decembre',
  'enero|ene febrero marzo abril|abr mayo junio julio agosto|ago septiembre|setiembre|set octubre noviembre diciembre|dic',
  'janeiro fevereiro marco abril maio|mai junho julho agosto setembro outubro|out novembro dezembro',
  'gennaio|gen febbraio marzo aprile maggio|mag giugno|giu luglio|lug agosto settembre ottobre|ott novembre dicembre',
  'januari februari maart|mrt april mei juni juli augustus september oktober november december',
  'stycznia|styczen|sty lutego|luty|lut marca|marzec kwietnia|kwiecien|kwi maja|maj czerwca|czerwiec|cze lipca|lipiec|lip sierpnia|sierpien|sie wrzesnia|wrzesien|wrz pazdziernika|pazdziernik|paz listopada|listopad|lis grudnia|grudzien|gru',
  'ocak|oca subat|sub mart nisan|nis mayis haziran|haz temmuz|tem agustos|agu eylul|eyl ekim|eki kasim|kas aralik|ara',
  'января|январь|янв февраля|февраль|фев|февр марта|март|мар апреля|апрель|апр мая|май июня|июнь|июн июля|июль|июл августа|август|авг сентября|сентябрь|сен|сент октября|октябрь|окт ноября|ноябрь|ноя|нояб декабря|декабрь|дек',
  'січня|січень|січ лютого|лютий|лют березня|березень|бер квітня|квітень|кві травня|травень|тра червня|червень|чер липня|липень|лип серпня|серпень|сер вересня|вересень|вер жовтня|жовтень|жов листопада|листопад|лис грудня|грудень|гру',
  'januari februari mars april maj juni juli augusti september oktober november december',
  'januar februar marts april maj|mai juni juli august september oktober november desember|des',
  'januari februari|pebruari maret april mei juni juli agustus|agt september oktober|okt november|nopember desember',
  'ledna|leden unora|unor brezna|brezen dubna|duben kvetna|kveten cervna|cerven cervence|cervenec srpna|srpen zari rijna|rijen listopadu prosince|prosinec',
  'januar februar|februari marcius|marc aprilis|apr majus|maj|maujus junius julius augusztus szeptember|szept oktober november december',
  'ianuarie|ian februarie martie|mar aprilie mai iunie|iun iulie|iul august septembrie octombrie noiembrie decembrie',
  'ιανουαριου|ιανουαριος|ιαν φεβρουαριου|φεβρουαριος|φεβ μαρτιου|μαρτιος|μαρ|μαρτ|μαω απριλιου|απριλιος|απρ μαιου|μαιος|μαι ιουνιου|ιουνιος|ιουν|ιον ιουλιου|ιουλιος|ιουλ|ιολ αυγουστου|αυγουστος|αυγ σεπτεμβριου|σεπτεμβριος|σεπ οκτωβριου|οκτωβριος|οκτ νοεμβριου|νοεμβριος|νοε δεκεμβριου|δεκεμβριος|δεκ',
  'يناير فبراير مارس ابريل|أبريل مايو يونيو يوليو أغسطس|اغسطس سبتمبر أكتوبر|اكتوبر نوفمبر ديسمبر',
  'tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesakuuta heinakuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta',
]

/** A word as the table has it: lower case, without diacritics, and without the full stop of an abbreviation. */
export const plainWord = (word: string): string =>
  word
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/ı/g, 'i')
    .replace(/ł/g, 'l')
    .replace(/\./g, '')

const MONTH_OF = new Map<string, number>()
for (const language of MONTHS)
  for (const [i, names] of language.split(' ').entries())
    for (const name of names.split('|')) {
      const word = plainWord(name)
      if (!MONTH_OF.has(word)) MONTH_OF.set(word, i + 1)
    }

/** 1 to 12 for the name of a month, as `plainWord` gives it. */
export const monthOf = (word: string): number | undefined => MONTH_OF.get(word)

const ZONES: Readonly<Record<string, number>> = {
  ...{
    ut: 0,
    utc: 0,
    gmt: 0,
    z: 0,
    wet: 0,
    west: 1,
    bst: 1,
    cet: 1,
    met: 1,
    mez: 1,
    cest: 2,
    mest: 2,
    mesz: 2,
  },
  ...{
    eet: 2,
    eest: 3,
    sast: 2,
    msk: 3,
    msd: 4,
    trt: 3,
    gst: 4,
    pkt: 5,
    ist: 5.5,
    npt: 5.75,
    ict: 7,
    wib: 7,
  },
  ...{ hkt: 8, sgt: 8, awst: 8, pht: 8, myt: 8, jst: 9, kst: 9, acst: 9.5, acdt: 10.5, aest: 10, aedt: 11 },
  ...{
    nzst: 12,
    nzdt: 13,
    nst: -3.5,
    ndt: -2.5,
    ast: -4,
    adt: -3,
    est: -5,
    edt: -4,
    et: -5,
    cst: -6,
    cdt: -5,
  },
  ...{
    ct: -6,
    mst: -7,
    mdt: -6,
    mt: -7,
    pst: -8,
    pdt: -7,
    pt: -8,
    akst: -9,
    akdt: -8,
    hst: -10,
    brt: -3,
    art: -3,
  },
}

/** How far a named zone is ahead of UTC; in Chinese feeds CST is China's. */
export function zoneOffset(word: string, chinese: boolean): Duration | undefined {
  if (chinese && word === 'cst') return 8 * HOUR
  const hours = ZONES[word]
  return hours === undefined ? undefined : Math.round(hours * 60) * MINUTE
}
