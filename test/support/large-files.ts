/** Timetables of some 50 MB in every format, as one absurdly large school would have them: written line by line, within the limits of each. */
import { writeContainer } from '../../src/demo/school/edt-container.ts';
import { writeEdtBytes } from '../../src/demo/school/edt-writer.ts';
import { inventSchool } from '../../src/demo/school/school.ts';
import { addDays, type Day, isoWeekOf } from '../../src/domain/model/calendar.ts';
import type { WeekCalendar } from '../../src/domain/model/week-calendar.ts';

export const LARGE_FORMATS = ['EDT', 'EDT chiffré', 'CSV', 'iCalendar', 'STS', 'UDT', 'EXP_Cours'] as const;
export type LargeFormat = (typeof LARGE_FORMATS)[number];

/** A document; several are for a zip. */
export interface LargeDocument {
  readonly name: string;
  readonly data: Buffer;
}

const TEACHERS = 2_000;
const DIVISIONS = 800;
const GROUPS = 5_000;
const STUDENTS = 25_000;
const ROOMS = 1_600;
const SUBJECTS = 40;
const MONDAY: Day = '2026-08-31';
const WEEKS = 36;

/** What a large school teaches at its nth hour: everybody has the same number of hours. */
function lessonAt(index: number) {
  const audience = index % (DIVISIONS + GROUPS);
  const hour = Math.floor(index / (DIVISIONS + GROUPS));
  const start = 8 + (Math.floor(hour / 5) % 10);
  return {
    isGroup: audience >= DIVISIONS,
    audience: audience >= DIVISIONS ? groupName(audience - DIVISIONS) : divisionName(audience),
    group: audience - DIVISIONS,
    division: audience,
    weekday: (hour % 5) + 1,
    start: `${String(start).padStart(2, '0')}`,
    end: `${String(start + 1).padStart(2, '0')}`,
    teacher: (index * 7) % TEACHERS,
    room: (index * 11) % ROOMS,
    subject: index % SUBJECTS,
  };
}

const divisionName = (index: number): string => `DIV${String(index).padStart(3, '0')}`;
const groupName = (index: number): string => `GRP${String(index).padStart(4, '0')}`;
const roomName = (index: number): string => `Bâtiment ${index % 26}, salle ${index}`;
const teacherName = (index: number): string => `DE LA ROCHE-MARTINOT-${index}`;
const subjectLabel = (index: number): string => `ENSEIGNEMENT COMMUN NUMÉRO ${index}`;
const WEEKDAYS = ['lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi'];

function gathered(name: string, lines: Iterable<string>): LargeDocument {
  const pieces: Buffer[] = [];
  for (const line of lines) pieces.push(Buffer.from(`${line}\n`));
  return { name, data: Buffer.concat(pieces) };
}

function* range(count: number): Generator<number> {
  for (let index = 0; index < count; index++) yield index;
}

const mondayOfWeek = (week: number): Day => addDays(MONDAY, 7 * week);
const compact = (day: Day): string => day.replaceAll('-', '');

function* csvLessons(): Generator<string> {
  yield 'UAI;Année;Date;Début;Fin;Code matière;Matière;Professeurs;Classes;Groupes;Salles';
  for (const index of range(30_000)) {
    const one = lessonAt(index);
    const who = `${teacherName(one.teacher)} Jean-Yves [${one.teacher + 70_000}]`;
    const audience = one.isGroup ? `;${one.audience} <${divisionName(one.group % DIVISIONS)}>` : `${one.audience};`;
    for (const week of range(10)) {
      const day = addDays(mondayOfWeek(3 * week), one.weekday - 1);
      yield `0990001A;2026-2027;${day};${one.start}:00;${one.end}:00;MAT${one.subject};${subjectLabel(one.subject)};${who};${audience};${roomName(one.room)}`;
    }
  }
}

function* csvStudents(): Generator<string> {
  yield 'Nom;Prénom;Date de naissance;INE;Classe;Groupes;Du;Au';
  for (const index of range(STUDENTS)) {
    const groups = [0, 1, 2].map((at) => groupName((index * 3 + at * 811) % GROUPS)).join(' | ');
    yield `BARBEZIEUX-${index};Éloïse Marie;${(index % 28) + 1}/03/2012;${String(index).padStart(9, '0')}AB;${divisionName(index % DIVISIONS)};${groups};01/09/2026;31/08/2027`;
  }
}

function* calendarLines(): Generator<string> {
  yield 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//X//X//FR\r\nX-CARILLON-UAI:0990001A\r\nX-CARILLON-YEAR:2026-2027\r';
  for (const index of range(46_000)) {
    const one = lessonAt(index);
    const day = (week: number): string => compact(addDays(mondayOfWeek(week), one.weekday - 1));
    const at = (week: number, hour: string): string => `TZID=Europe/Paris:${day(week)}T${hour}0000`;
    const off = [7, 8, 9, 10].map((week) => `${day(week)}T${one.start}0000`).join(',');
    yield [
      'BEGIN:VEVENT',
      `UID:cours-${index}@exemple.example.org`,
      'DTSTAMP:20260901T080000Z',
      `DTSTART;${at(1, one.start)}`,
      `DTEND;${at(1, one.end)}`,
      `RRULE:FREQ=WEEKLY;COUNT=9`,
      `EXDATE;TZID=Europe/Paris:${off}`,
      `SUMMARY:${subjectLabel(one.subject)}`,
      `LOCATION:${roomName(one.room).replace(',', '\\,')}`,
      `DESCRIPTION:Code matière : MAT${one.subject}\\nProfesseur : ${teacherName(one.teacher)} Jean-Yves [${one.teacher + 70_000}]\\n${one.isGroup ? 'Groupe' : 'Classe'} : ${one.audience}\\nCe cours figure dans le calendrier publié de l'établissement.\\n${'Pensez à vos affaires. '.repeat(27)}`,
      'STATUS:CONFIRMED',
      'END:VEVENT\r',
    ].join('\r\n');
  }
  yield 'END:VCALENDAR\r';
}

function* stsNames(): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<STS_EDT><PARAMETRES><UAJ CODE="0990001A"/><ANNEE_SCOLAIRE ANNEE="2026"><DATE_DEBUT>2026-09-01</DATE_DEBUT><DATE_FIN>2027-08-31</DATE_FIN></ANNEE_SCOLAIRE></PARAMETRES><NOMENCLATURES><MATIERES>';
  for (const index of range(SUBJECTS))
    yield `<MATIERE CODE="${100_000 + index}"><CODE_GESTION>MAT${index}</CODE_GESTION><LIBELLE_LONG>${subjectLabel(index)}</LIBELLE_LONG></MATIERE>`;
  yield '</MATIERES><PROGRAMMES>';
  // Most of a real file are nomenclatures that say nothing about this school.
  for (const index of range(225_000))
    yield `<PROGRAMME><CODE_MEF>${10_310_000_000 + index}</CODE_MEF><CODE_MATIERE>${index % 1_000_000}</CODE_MATIERE><HORAIRE>3.00</HORAIRE></PROGRAMME>`;
  yield '</PROGRAMMES></NOMENCLATURES><DONNEES><INDIVIDUS>';
  for (const index of range(TEACHERS))
    yield `<INDIVIDU ID="${index + 70_000}" TYPE="epp"><NOM_USAGE>${teacherName(index)}</NOM_USAGE><PRENOM>Jean-Yves</PRENOM><FONCTION>ENS</FONCTION></INDIVIDU>`;
  yield '</INDIVIDUS><STRUCTURE><DIVISIONS>';
  for (const index of range(DIVISIONS)) yield `<DIVISION CODE="${divisionName(index)}"/>`;
  yield '</DIVISIONS><GROUPES>';
  for (const index of range(GROUPS))
    yield `<GROUPE CODE="${groupName(index)}"><DIVISIONS_APPARTENANCE><DIVISION_APPARTENANCE CODE="${divisionName(index % DIVISIONS)}"/></DIVISIONS_APPARTENANCE></GROUPE>`;
  yield '</GROUPES></STRUCTURE></DONNEES></STS_EDT>';
}

/** Each hour of each structure is a service of its own: nothing can be told at once for many. */
function* stsCourses(): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<EDT_STS><PARAMETRES><UAJ>0990001A</UAJ><ANNEE_SCOLAIRE>2026</ANNEE_SCOLAIRE></PARAMETRES><DONNEES><ALTERNANCES>';
  for (const alternation of range(6)) {
    yield `<ALTERNANCE CODE="A${alternation}"><SEMAINES>`;
    for (let week = alternation; week < WEEKS; week += 6)
      yield `<DATE_DEBUT_SEMAINE>${mondayOfWeek(week)}</DATE_DEBUT_SEMAINE>`;
    yield '</SEMAINES></ALTERNANCE>';
  }
  yield '</ALTERNANCES><STRUCTURE>';
  const hours = 12;
  for (const audience of range(DIVISIONS + GROUPS)) {
    const isGroup = audience >= DIVISIONS;
    const [tag, code] = isGroup ? ['GROUPE', groupName(audience - DIVISIONS)] : ['DIVISION', divisionName(audience)];
    yield `<${tag} CODE="${code}"><SERVICES>`;
    for (const hour of range(hours)) {
      const one = lessonAt(audience + hour * (DIVISIONS + GROUPS));
      yield `<SERVICE CODE_MATIERE="${100_000 + one.subject}" CODE_MOD_COURS="CG"><CO_ENS>false</CO_ENS><ENSEIGNANTS><ENSEIGNANT TYPE="epp" ID="${one.teacher + 70_000}"><COURS_RATTACHES><COURS><CODE_ALTERNANCE>A${(audience + hour) % 6}</CODE_ALTERNANCE><JOUR>${one.weekday}</JOUR><HEURE_DEBUT>${one.start}00</HEURE_DEBUT><DUREE>0055</DUREE><CODE_SALLE>S${one.room}</CODE_SALLE></COURS></COURS_RATTACHES></ENSEIGNANT></ENSEIGNANTS></SERVICE>`;
    }
    yield `</SERVICES></${tag}>`;
  }
  yield '</STRUCTURE></DONNEES></EDT_STS>';
}

const element = (name: string, attributes: Readonly<Record<string, string | number>>): string =>
  `<${name} ${Object.entries(attributes)
    .map(([key, value]) => `${key}="${value}"`)
    .join(' ')}/>`;

function* wrapped(root: string, lines: Iterable<string>): Generator<string> {
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<${root}>`;
  yield* lines;
  yield `</${root}>`;
}

function* mapped(count: number, line: (index: number) => string): Generator<string> {
  for (const index of range(count)) yield line(index);
}

/** The hours of a week: two halves each, of ten hours on five days. */
function* halves(line: (weekday: number, half: number) => string): Generator<string> {
  for (const day of range(5)) for (const half of range(20)) yield line(day + 1, half + 1);
}

const ficheOf = (weekday: number, half: number): string => `${weekday}${String(half).padStart(2, '0')}`;

/** A week of lessons; those of a real week are a little different each. */
function* udtWeek(week: number): Generator<string> {
  for (const index of range(7_600)) {
    const one = lessonAt(index);
    const first = (Number(one.start) - 8) * 2 + 1;
    const division = one.isGroup ? one.group % DIVISIONS : one.division;
    for (const half of [first, first + 1]) {
      const fic = ficheOf(one.weekday, half);
      yield element('ligfiche', {
        code: `${fic}${String(index).padStart(5, '0')}`,
        fic,
        div: divisionName(division),
        mat: `MAT${one.subject}`,
        prof: `P${one.teacher}`,
        salle: `S${(one.room + (index % 9 === 0 ? week : 0)) % ROOMS}`,
        gpe: one.isGroup ? `G${Math.floor(one.group / DIVISIONS)}` : '',
        rgpmt: 0,
        idgpe: '',
      });
    }
  }
}

function udtDocuments(): LargeDocument[] {
  const document = (name: string, lines: Iterable<string>): LargeDocument =>
    gathered(`UDCal_${name}.xml`, wrapped('liste', lines));
  return [
    document('24', [
      '<annee>2026</annee><debut_eleve>01/09/2026</debut_eleve><fin_eleve>03/07/2027</fin_eleve>',
      element('fermeture', { debut: '17/10/2026', fin: '01/11/2026' }),
    ]),
    document('00', [element('init', { premiere_semaine_ISO: 36, duree_seq: 60 })]),
    document(
      '07',
      halves((weekday, half) => {
        const minutes = 8 * 60 + (half - 1) * 30;
        const time = (at: number): string =>
          `${String(Math.floor(at / 60)).padStart(2, '0')}h${String(at % 60).padStart(2, '0')}`;
        return element('demi_seq', {
          code_jour: weekday,
          code: half,
          code_site: 1,
          hre_deb: time(minutes),
          hre_fin: time(minutes + 30),
        });
      }),
    ),
    document(
      '11',
      halves((weekday, half) =>
        element('fiche', { code: ficheOf(weekday, half), jour: weekday, demi_seq: half, site: 1 }),
      ),
    ),
    document(
      '08',
      mapped(DIVISIONS, (index) => element('div', { code: divisionName(index), libelle: divisionName(index) })),
    ),
    document(
      '03',
      mapped(ROOMS, (index) => element('salle', { code: `S${index}`, nom: roomName(index) })),
    ),
    document(
      '04',
      mapped(TEACHERS, (index) => element('prof', { code: `P${index}`, nom: teacherName(index), prenom: 'Jean-Yves' })),
    ),
    document(
      '05',
      mapped(SUBJECTS, (index) =>
        element('mat', { code: `MAT${index}`, libelle: subjectLabel(index), code_gep1: `MAT${index}` }),
      ),
    ),
    document(
      '10',
      mapped(STUDENTS, (index) =>
        element('eleve', {
          code: index,
          nom: `BARBEZIEUX-${index}`,
          prenom: 'Éloïse',
          naissance: `${String((index % 28) + 1).padStart(2, '0')}/03/2012`,
        }),
      ),
    ),
    document(
      '19',
      mapped(GROUPS, (index) =>
        element('gpe', {
          id: index + 1,
          code: `G${Math.floor(index / DIVISIONS)}`,
          code_div: divisionName(index % DIVISIONS),
          code_sts: groupName(index),
        }),
      ),
    ),
    document('13', []),
    document(
      '21',
      mapped(STUDENTS, (index) =>
        element('ele_gpe', {
          ele: index,
          gpe: `G${index % 6}`,
          code_div: divisionName(index % DIVISIONS),
          semaines: 0,
          theorique: 1,
        }),
      ),
    ),
    document('23', []),
    document('12', udtWeek(0)),
    ...Array.from({ length: 27 }, (_, at) => at + 1)
      .filter((week) => week < 7 || week > 8)
      .map((week) => document(`12_${String(isoWeekOf(mondayOfWeek(week))).padStart(2, '0')}`, udtWeek(week))),
  ];
}

function* expCourses(): Generator<string> {
  for (const index of range(52_000)) {
    const one = lessonAt(index);
    const part = (at: number): string => {
      const division = divisionName((one.group + at) % DIVISIONS);
      return `[${one.audience}]&lt;${division}&gt; &lt;Dédoublement&gt; ${division} GR${at + 1}`;
    };
    const audience = one.isGroup ? [0, 1, 2, 3].map(part).join(', ') : one.audience;
    const frequency = index % 2 ? 'Q1' : 'Q2';
    yield `<Cours numero="${index}"><NUMERO>${index}</NUMERO><DUREE>0h55</DUREE><FREQUENCE>${frequency}</FREQUENCE><MAT_CODE>MAT${one.subject}</MAT_CODE><MAT_LIBELLE>${subjectLabel(one.subject)}</MAT_LIBELLE><PROF_NOM>${teacherName(one.teacher)}</PROF_NOM><PROF_PRENOM>JEAN-YVES</PROF_PRENOM><CLASSE>${audience}</CLASSE><SALLE>S${one.room}</SALLE><ALTERNANCE>${frequency}</ALTERNANCE><MODALITE>CG</MODALITE><CO-ENS.>N</CO-ENS.><POND.>1</POND.><JOUR>${WEEKDAYS[one.weekday - 1]}</JOUR><H.DEBUT>  ${one.start}h00</H.DEBUT><EFFECTIF>14</EFFECTIF></Cours>`;
  }
}

function* expStudents(): Generator<string> {
  for (const index of range(STUDENTS)) {
    const division = divisionName(index % DIVISIONS);
    const parts = [1, 2, 3, 4].map((at) => `&lt;${division}&gt; &lt;Dédoublement&gt; ${division} GR${at}`).join(', ');
    const groups = [0, 1, 2, 3].map((at) => groupName((index * 3 + at * 811) % GROUPS)).join(', ');
    yield `<Eleves numero="${index}"><NUMERO>${index}</NUMERO><CIVILITE>Mlle</CIVILITE><NOM>BARBEZIEUX-${index}</NOM><PRENOM>Éloïse</PRENOM><DATE_NAISS>09/03/2012</DATE_NAISS><LIEU_NAISS>VILLE</LIEU_NAISS><SEXE>F</SEXE><N_NATIONAL>${String(index).padStart(9, '0')}AB</N_NATIONAL><CLASSE>${division}, ${parts}</CLASSE><GROUPES>${groups}, ${[1, 2, 3, 4].map((at) => `${division} GR${at}`).join(', ')}</GROUPES><REGIME>DEMI-PENSIONNAIRE</REGIME><OPTION_1>LATIN</OPTION_1><OPTION_2>GREC</OPTION_2></Eleves>`;
  }
}

/** The weeks that the text export needs. */
export const LARGE_WEEKS: WeekCalendar = {
  firstDay: '2026-09-01',
  lastDay: '2027-08-31',
  closures: [{ firstDay: '2027-05-10', lastDay: '2027-08-31' }],
  alternations: {
    Q1: Array.from({ length: 18 }, (_, at) => mondayOfWeek(2 * at)),
    Q2: Array.from({ length: 18 }, (_, at) => mondayOfWeek(2 * at + 1)),
  },
};

/** The documents of a large deposit. `publicKey`: whom a container is for, by the name of `PARTNER`. */
export function largeDocuments(format: LargeFormat, publicKey = ''): readonly LargeDocument[] {
  const edt = (): Buffer => Buffer.from(writeEdtBytes(inventSchool({ seed: 'bench', size: 'huge' })));
  switch (format) {
    case 'EDT':
      return [{ name: 'EDT.xml', data: edt() }];
    case 'EDT chiffré':
      return [
        { name: 'Edt_To.xml', data: Buffer.from(writeContainer(edt(), { partners: [{ name: PARTNER, publicKey }] })) },
      ];
    case 'CSV':
      return [gathered('cours.csv', csvLessons()), gathered('eleves.csv', csvStudents())];
    case 'iCalendar':
      return [gathered('agenda.ics', calendarLines())];
    case 'STS':
      return [gathered('sts_emp.xml', stsNames()), gathered('emp_sts.xml', stsCourses())];
    case 'UDT':
      return udtDocuments();
    case 'EXP_Cours': {
      const table = (name: string, lines: Iterable<string>): Iterable<string> =>
        (function* () {
          yield `<TABLE nom="${name}">`;
          yield* lines;
          yield '</TABLE>';
        })();
      return [
        gathered('EXP_Cours.xml', table('Cours', expCourses())),
        gathered('EXP_ELEVE.xml', table('Elèves', expStudents())),
      ];
    }
  }
}

export const PARTNER = 'Carillon';
