/** Texts of the steps of the assistant: what was read, matches, controls, preview, applying. */

import { countedInEnglish, countedInFrench } from '../../../domain/model/language.ts';
import { bilingual } from './words.ts';

export const draftWords = bilingual(
  {
    content: {
      title: 'Ce qui a été lu',
      opens: (year: string) => `Cet import ouvre l’année scolaire ${year}`,
      wouldOpen: (year: string) => `Appliqué, ce fichier ouvrirait l’année scolaire ${year}`,
      opensFirst:
        'C’est le premier import de cette année. Une fois appliqué, les fichiers déposés par votre logiciel pour cette année seront pris en charge automatiquement.',
      opensNext: (year: string) =>
        `L’année ouverte est aujourd’hui ${year}. Une fois cet import appliqué, c’est la nouvelle année qui est ouverte : les dépôts de l’ancienne seront refusés. Ce qui est enregistré de l’ancienne année reste tel quel.`,
      unexpected: {
        unannounced: (open: string) =>
          `L’année ouverte est ${open}, et personne n’a annoncé la suivante. Vérifiez que l’emploi du temps de ${open} ne changera plus : vous confirmerez l’ouverture à la dernière étape.`,
        other: (announced: string) =>
          `L’année annoncée est ${announced}, et ce fichier n’en est pas. Vérifiez que c’est bien le fichier à importer : vous confirmerez l’ouverture à la dernière étape.`,
        ahead: (open: string | null) =>
          open === null
            ? 'Cette année est encore loin. Vérifiez que c’est bien le fichier à importer : vous confirmerez l’ouverture à la dernière étape.'
            : `L’année ouverte est ${open} : cette année ne la suit pas, et au moins une année resterait sans emploi du temps. Vérifiez que c’est bien le fichier à importer : vous confirmerez l’ouverture à la dernière étape.`,
        past: 'Cette année est passée. Vérifiez que c’est bien le fichier à importer : vous confirmerez l’ouverture à la dernière étape.',
      },
      file: 'Fichier',
      size: 'Taille',
      software: 'Logiciel',
      format: 'Format',
      year: 'Année scolaire',
      uai: 'Code UAI du fichier',
      establishments: 'Établissements concernés',
      exportedAt: 'Exporté le',
      counts: 'Contenu du fichier',
      findings: 'Anomalies',
      findingsHint: 'Elles n’empêchent pas l’import : ouvrez chacune pour voir ce qui est concerné et quoi faire.',
      noFindings: 'Aucune anomalie : le fichier est lu en entier.',
      strangers: {
        all: 'Aucun nom de ce fichier n’est dans l’annuaire',
        some: (kinds: string) => `Dans l’annuaire, rien de ce fichier pour : ${kinds}`,
        kinds: { teachers: 'enseignants', students: 'élèves', divisions: 'classes' },
        causeAll:
          'Ce fichier et l’annuaire ne parlent sans doute pas du même établissement ou de la même année : fichier d’une autre base ou d’une base d’essai, ou annuaire d’un autre établissement, de l’an passé.',
        causeMissing: (kinds: string) => `L’annuaire de ce site ne contient pas encore : ${kinds}.`,
        causeSome:
          'L’annuaire est sans doute celui d’une autre année ou d’une partie de l’établissement, ou il écrit ces noms autrement.',
        remedy: (year: string, uai: string) =>
          `vérifiez que ce fichier est le bon (année ${year}, code UAI ${uai}). S’il l’est, importez l’annuaire de cette année puis revenez ici : le fichier sera comparé de nouveau. Appliqué tel quel, il créerait des séances que le portail ne saurait attribuer à personne.`,
      },
    },
    matches: {
      title: 'Rapprochements avec l’annuaire',
      lead: 'Les noms du fichier sont comparés à l’annuaire du site. Ce qui n’est pas rapproché n’est pas perdu : les séances sont créées avec le nom écrit dans le fichier. Vous pouvez passer cette étape et y revenir plus tard.',
      all: 'Tout est rapproché',
      allHint: 'Chaque enseignant, élève, classe et groupe du fichier a sa correspondance dans l’annuaire.',
      open: 'À rapprocher',
      kinds: { teacher: 'Enseignants', student: 'Élèves', division: 'Classes', group: 'Groupes' },
      inFile: 'Dans le fichier',
      inDirectory: 'Dans l’annuaire',
      choiceOf: (name: string) => `Correspondance de ${name}`,
      laterOf: (count: number, text: string) =>
        count === 1 ? 'Décider plus tard (1 proposition)' : `Décider plus tard (${text} propositions)`,
      nobody: 'Aucune correspondance',
      ambiguous: 'plusieurs possibles',
      born: (day: string) => `date de naissance : ${day}`,
      save: 'Enregistrer ces rapprochements',
      saved: (count: number, text: string) =>
        count === 1 ? '1 rapprochement est enregistré.' : `${text} rapprochements sont enregistrés.`,
      chooseOne: 'Choisissez au moins une correspondance, ou continuez sans.',
      more: (count: number, text: string) =>
        count === 1
          ? '1 autre apparaîtra quand ceux-ci seront réglés.'
          : `${text} autres apparaîtront quand ceux-ci seront réglés.`,
      unlike: (count: number, text: string) =>
        count === 1 ? '1 nom ne ressemble à aucun de l’annuaire' : `${text} noms ne ressemblent à aucun de l’annuaire`,
      unlikeHint:
        'Cherchez chacun dans l’annuaire pour le rapprocher, l’ajouter ou l’ignorer, ou continuez : la page « Rapprochements » le permet aussi une fois l’import appliqué.',
      otherYear: (open: string, year: string) =>
        `Ce fichier est de ${year}. La recherche se fait dans l’annuaire actuel du site, celui de ${open} : qui n’arrive qu’en ${year} n’y est pas encore.`,
      cut: 'Le fichier nomme trop d’entrées inconnues pour les rapprocher une à une : vérifiez plutôt l’annuaire.',
    },
    controls: {
      title: 'Contrôles',
      never: 'Un import manuel n’est jamais retenu par les contrôles : c’est vous qui les lisez et qui décidez.',
      within: 'Tous les contrôles sont respectés',
      exceeded: (count: number, text: string) =>
        count === 1 ? 'Un contrôle est dépassé' : `${text} contrôles sont dépassés`,
      exceededFirst:
        'Au premier import tout est nouveau : il est normal que les contrôles de créations soient dépassés. Vérifiez seulement que le fichier est le bon.',
      exceededLater:
        'Le changement est plus grand que d’habitude. Vérifiez que c’est bien l’emploi du temps voulu : bonne base, bonne année, export complet.',
      seen: 'J’ai vu ces dépassements',
      seenHint: (names: string) => `Dépassés : ${names}.`,
      tick: 'Cochez cette case pour continuer : elle dit que vous avez lu les contrôles dépassés.',
      deposited: 'S’il était déposé par votre logiciel',
      asDeposit: {
        integrated: 'Ce fichier serait appliqué automatiquement.',
        alerts: 'Ce fichier serait appliqué automatiquement, et une alerte vous serait envoyée.',
        held: 'Ce fichier serait retenu jusqu’à votre décision : un contrôle bloquant est dépassé.',
        stopped: 'Ce fichier serait refusé : un contrôle bloquant est dépassé.',
        first: 'Ce fichier serait refusé : l’import automatisé ne s’ouvre qu’après un premier import manuel.',
        otherYear: 'Ce fichier serait refusé : il est d’une autre année que l’année ouverte.',
        unchanged: 'Ce fichier ne changerait rien : son contenu est déjà appliqué.',
        waits: 'Ce fichier ne changerait rien : le même contenu attend déjà une décision.',
        rejected: 'Ce fichier ne changerait rien : le même contenu a été rejeté par un gestionnaire.',
        undone: 'Ce fichier ne changerait rien : l’import du même contenu a été annulé.',
      },
    },
    preview: {
      title: 'Ce que l’import ferait',
      scope: 'Les établissements concernés ont changé',
      scopeCause: (before: string, now: string) =>
        `Quand vous avez lu ce fichier, il couvrait : ${before}. L’annuaire a changé depuis, et il couvre maintenant : ${now}.`,
      scopeRemedy: 'Relisez l’aperçu ; s’il est juste, continuez.',
      since: (id: string) => `L’import n° ${id} a été appliqué depuis l’envoi de ce fichier`,
      sinceCause: (moment: string) =>
        `Il a été appliqué le ${moment}. L’aperçu en tient compte : appliquer ce fichier-ci remplacerait ce que cet import a apporté.`,
      sinceRemedy: 'Vérifiez que ce fichier est bien le plus récent.',
      establishments: 'Établissements concernés',
      from: 'Séances générées à partir du',
      fromNow: 'moment de l’application',
      first: 'Première séance',
      last: 'Dernière séance',
      noSession: 'aucune',
      changes: 'Ce qui serait créé, modifié, supprimé',
      nothing: 'Aucun changement visible',
      nothingHint: 'Seuls des rapprochements ou des détails internes seraient mis à jour.',
      names: 'Les noms',
      kinds: { subjects: 'Matières', divisions: 'Classes', groups: 'Groupes' },
      created: (kind: string) => `${kind} : nouveaux noms`,
      deleted: (kind: string) => `${kind} : noms qui disparaissent`,
      more: (count: string) => `et ${count} de plus`,
      weeksChanged: 'Séances changées, par semaine',
      weeksAll: 'Séances du fichier, par semaine',
      week: (monday: string, created: string, modified: string, deleted: string) =>
        `Semaine du ${monday} : ${countedInFrench(created, 'créée', 'créées')}, ${countedInFrench(modified, 'modifiée', 'modifiées')}, ${countedInFrench(deleted, 'supprimée', 'supprimées')}`,
      legend: { created: 'créées', modified: 'modifiées', deleted: 'supprimées' },
      moment: {
        title: 'À partir de quand',
        hint: 'Les séances qui ont commencé avant ce moment ne sont jamais modifiées.',
        hintFirst: 'Rien n’est encore enregistré pour cette année : vous pouvez aussi générer les séances passées.',
        legend: 'Générer les séances',
        now: 'à partir du moment de l’application',
        nowHint: 'Le plus courant : l’emploi du temps change dès maintenant.',
        start: (day: string) => `depuis le début de l’année, le ${day}`,
        startHint: 'Le cahier de textes a alors aussi les séances qui ont déjà eu lieu.',
        at: 'à partir d’un moment que je choisis',
        when: 'Date et heure',
        save: 'Recalculer l’aperçu',
        bad: 'Indiquez une date et une heure.',
      },
    },
    trial: {
      end: 'Le test s’arrête ici',
      endCause:
        'Rien n’a été modifié, et rien ne le sera. Si l’aperçu vous convient, vous pouvez faire de ce test un import.',
      turn: 'En faire un import',
      close: 'Terminer le test',
      turned: 'ce test est devenu un import ; relisez l’aperçu, puis appliquez-le.',
    },
    apply: {
      title: 'Appliquer cet import',
      summary: (created: string, modified: string, deleted: string) =>
        `${countedInFrench(created, 'séance sera créée', 'séances seront créées')}, ${countedInFrench(modified, 'modifiée', 'modifiées')}, ${countedInFrench(deleted, 'supprimée', 'supprimées')}.`,
      past: (count: string) =>
        count === '1'
          ? '1 séance du fichier a déjà commencé : elle reste telle qu’elle a eu lieu.'
          : `${count} séances du fichier ont déjà commencé : elles restent telles qu’elles ont eu lieu.`,
      opens: (year: string) => `L’année scolaire ${year} sera ouverte.`,
      opensInstead: (year: string, open: string) =>
        `L’année scolaire ${year} sera ouverte à la place de ${open} : les dépôts de ${open} seront refusés, et ses rapprochements gardés oubliés.`,
      confirmYear: (year: string) => `Oui, ce fichier ouvre l’année scolaire ${year}.`,
      from: (moment: string) => `Les séances seront générées à partir du ${moment}.`,
      fromNow: 'Les séances seront générées à partir de maintenant.',
      exceeded: (names: string) => `Contrôles dépassés, que vous avez vus : ${names}.`,
      undo: 'Un import appliqué peut être annulé depuis sa page, tant qu’il est le dernier.',
      confirm: 'Appliquer maintenant',
      started: 'l’import est lancé.',
      coming: 'Son avancement s’affiche ici.',
    },
  },
  {
    content: {
      title: 'What was read',
      opens: (year) => `This import opens the school year ${year}`,
      wouldOpen: (year) => `Applied, this file would open the school year ${year}`,
      opensFirst:
        'It is the first import of this year. Once it is applied, the files that your software deposits for this year are taken in automatically.',
      opensNext: (year) =>
        `The open year is ${year} at present. Once this import is applied the new year is open, and deposits of the old one are refused. What is stored of the old year stays as it is.`,
      unexpected: {
        unannounced: (open) =>
          `The open year is ${open}, and nobody has announced the next. Check that the timetable of ${open} will not change any more: you will confirm the opening at the last step.`,
        other: (announced) =>
          `The announced year is ${announced}, and this file is not of it. Check that it is the file to import: you will confirm the opening at the last step.`,
        ahead: (open) =>
          open === null
            ? 'This year is still far away. Check that it is the file to import: you will confirm the opening at the last step.'
            : `The open year is ${open}: this year does not follow it, and at least one year would have no timetable. Check that it is the file to import: you will confirm the opening at the last step.`,
        past: 'This year is over. Check that it is the file to import: you will confirm the opening at the last step.',
      },
      file: 'File',
      size: 'Size',
      software: 'Software',
      format: 'Format',
      year: 'School year',
      uai: 'UAI code of the file',
      establishments: 'Schools concerned',
      exportedAt: 'Exported',
      counts: 'Contents of the file',
      findings: 'Anomalies',
      findingsHint: 'They do not keep the file from being imported: open each to see what it concerns and what to do.',
      noFindings: 'No anomaly: the whole file was read.',
      strangers: {
        all: 'No name of this file is in the directory',
        some: (kinds) => `In the directory there is nothing of this file for: ${kinds}`,
        kinds: { teachers: 'teachers', students: 'students', divisions: 'classes' },
        causeAll:
          'This file and the directory are probably not about the same school or the same year: a file of another base or of a trial base, or a directory of another school, of last year.',
        causeMissing: (kinds) => `The directory of this site does not hold yet: ${kinds}.`,
        causeSome:
          'The directory is probably that of another year or of a part of the school, or it writes these names in another way.',
        remedy: (year, uai) =>
          `check that this is the right file (year ${year}, UAI code ${uai}). If it is, import the directory of that year, then come back here: the file will be compared again. Applied as it is, it would make sessions that the portal could give to nobody.`,
      },
    },
    matches: {
      title: 'Matches with the directory',
      lead: 'The names of the file are compared with the directory of the site. What does not match is not lost: its sessions are created with the name of the file. You may skip this step and come back to it later.',
      all: 'Everything matches',
      allHint: 'Each teacher, student, class and group of the file has its counterpart in the directory.',
      open: 'To be matched',
      kinds: { teacher: 'Teachers', student: 'Students', division: 'Classes', group: 'Groups' },
      inFile: 'In the file',
      inDirectory: 'In the directory',
      choiceOf: (name) => `Counterpart of ${name}`,
      laterOf: (count, text) => (count === 1 ? 'Decide later (1 suggestion)' : `Decide later (${text} suggestions)`),
      nobody: 'No counterpart',
      ambiguous: 'several possible',
      born: (day) => `born ${day}`,
      save: 'Save these matches',
      saved: (count, text) => (count === 1 ? '1 match is saved.' : `${text} matches are saved.`),
      chooseOne: 'Choose at least one counterpart, or go on without.',
      more: (count, text) =>
        count === 1 ? '1 more will appear when these are settled.' : `${text} more will appear when these are settled.`,
      unlike: (count, text) =>
        count === 1 ? '1 name is like none of the directory' : `${text} names are like none of the directory`,
      unlikeHint:
        'Search the directory for each to match, add or ignore it, or go on: the page “Matches” lets you do so once the import is applied, too.',
      otherYear: (open, year) =>
        `This file is of ${year}. The search is in the present directory of the site, that of ${open}: who only comes in ${year} is not in it yet.`,
      cut: 'The file names too many unknown entries to match them one by one: check the directory instead.',
    },
    controls: {
      title: 'Controls',
      never: 'A manual import is never held by the controls: it is you who reads them and decides.',
      within: 'All controls are within their limits',
      exceeded: (count, text) => (count === 1 ? 'One control is exceeded' : `${text} controls are exceeded`),
      exceededFirst:
        'In a first import everything is new: it is normal that the controls of what is created are exceeded. Only check that it is the right file.',
      exceededLater:
        'The change is larger than usual. Check that this is the timetable you want: right base, right year, complete export.',
      seen: 'I have seen what is exceeded',
      seenHint: (names) => `Exceeded: ${names}.`,
      tick: 'Tick this box to go on: it says that you have read the exceeded controls.',
      deposited: 'If your software deposited it',
      asDeposit: {
        integrated: 'This file would be applied automatically.',
        alerts: 'This file would be applied automatically, and an alert would be sent to you.',
        held: 'This file would be held until you decide: a blocking control is exceeded.',
        stopped: 'This file would be refused: a blocking control is exceeded.',
        first: 'This file would be refused: automatic import opens only after a first manual import.',
        otherYear: 'This file would be refused: it is of another year than the open one.',
        unchanged: 'This file would change nothing: its content is applied already.',
        waits: 'This file would change nothing: the same content waits for a decision already.',
        rejected: 'This file would change nothing: the same content was rejected by a manager.',
        undone: 'This file would change nothing: the import of the same content was undone.',
      },
    },
    preview: {
      title: 'What the import would do',
      scope: 'Other schools are concerned now',
      scopeCause: (before, now) =>
        `When you read this file it covered: ${before}. The directory has changed since, and it now covers: ${now}.`,
      scopeRemedy: 'Read the preview again; if it is right, go on.',
      since: (id) => `Import no. ${id} was applied after this file was sent`,
      sinceCause: (moment) =>
        `It was applied ${moment}. The preview takes it into account: applying this file would replace what that import brought.`,
      sinceRemedy: 'Check that this file is the newest one.',
      establishments: 'Schools concerned',
      from: 'Sessions generated from',
      fromNow: 'the moment it is applied',
      first: 'First session',
      last: 'Last session',
      noSession: 'none',
      changes: 'What would be created, modified, deleted',
      nothing: 'No visible change',
      nothingHint: 'Only matches or internal details would be updated.',
      names: 'The names',
      kinds: { subjects: 'Subjects', divisions: 'Classes', groups: 'Groups' },
      created: (kind) => `${kind}: new names`,
      deleted: (kind) => `${kind}: names that disappear`,
      more: (count) => `and ${count} more`,
      weeksChanged: 'Changed sessions, by week',
      weeksAll: 'Sessions of the file, by week',
      week: (monday, created, modified, deleted) =>
        `Week of ${monday}: ${created} created, ${modified} modified, ${deleted} deleted`,
      legend: { created: 'created', modified: 'modified', deleted: 'deleted' },
      moment: {
        title: 'From when on',
        hint: 'Sessions that began before this moment are never changed.',
        hintFirst: 'Nothing is stored for this year yet: you may also generate sessions of the past.',
        legend: 'Generate sessions',
        now: 'from the moment it is applied',
        nowHint: 'The usual choice: the timetable changes at once.',
        start: (day) => `from the beginning of the year, ${day}`,
        startHint: 'Class diaries then also have the sessions that have taken place.',
        at: 'from a moment that I choose',
        when: 'Date and time',
        save: 'Compute the preview again',
        bad: 'Give a date and a time.',
      },
    },
    trial: {
      end: 'The test ends here',
      endCause:
        'Nothing was changed, and nothing will be. If you like the preview you may turn this test into an import.',
      turn: 'Turn it into an import',
      close: 'End the test',
      turned: 'the test has become an import; read the preview again, then apply it.',
    },
    apply: {
      title: 'Apply this import',
      summary: (created, modified, deleted) =>
        `${countedInEnglish(created, 'session', 'sessions')} will be created, ${modified} modified, ${deleted} deleted.`,
      past: (count) =>
        count === '1'
          ? '1 session of the file has begun: it stays as it took place.'
          : `${count} sessions of the file have begun: they stay as they took place.`,
      opens: (year) => `The school year ${year} will be opened.`,
      opensInstead: (year, open) =>
        `The school year ${year} will be opened in place of ${open}: deposits of ${open} will be refused, and its remembered matches forgotten.`,
      confirmYear: (year) => `Yes, this file opens the school year ${year}.`,
      from: (moment) => `Sessions will be generated from ${moment}.`,
      fromNow: 'Sessions will be generated from now on.',
      exceeded: (names) => `Exceeded controls, which you have seen: ${names}.`,
      undo: 'An applied import can be undone on its page, as long as it is the last one.',
      confirm: 'Apply now',
      started: 'the import has started.',
      coming: 'Its progress is shown here.',
    },
  },
);
