/** The report as plain text: whole, in French, and readable by somebody who never saw the code. */
import { expect, test } from 'vitest';
import { reportText } from '../../src/domain/report/text.ts';
import { CONTROL_TITLES, sampleReport } from '../support/fake-reports.ts';

const words = { controlTitles: CONTROL_TITLES };

test('an applied import: header, steps, contents, controls, changes, anomalies, weeks', () => {
  const text = reportText(sampleReport(), words);
  expect(text).toMatch(/^Bilan de l'import n° 42\n=+\n/);
  expect(text).toContain('Statut :            Import réalisé avec succès');
  expect(text).toContain('Reçu le :           22/11/2026 à 16:54');
  expect(text).toContain('Format :            EDT 2026');
  expect(text).toMatch(/✓ Validation du fichier +22\/11\/2026 à 16:54/);
  expect(text).toMatch(/Séances +34 112/);
  expect(text).toMatch(/% de services d'enseignement supprimés +2 \/ 240 +0,83 % +50 % +oui/);
  expect(text).toMatch(/Élèves +423 +2 +1/);
  expect(text).toMatch(/Séances +210 +388 +176 +24 801/);
  expect(text).toContain('Séances nouvellement annulées : 37');
  expect(text).toMatch(/semaines avec séances, de celle du 31\/08\/2026 à celle du/);
  expect(text).not.toMatch(/undefined|null|\[object|[\u00a0\u202f]/);
});

test('ten items of a code at most, and how many more there are', () => {
  const text = reportText(sampleReport(), words);
  const part = text.slice(text.indexOf('Référence inconnue (14)'), text.indexOf('Enseignant non rapproché'));
  expect(part.match(/·/g)).toHaveLength(11);
  expect(part).toContain('· et 4 de plus');
  expect(part).toContain('· Élève 101 : partie 30 – ligne 2000');
});

test('a held run says what to do before anything else, and shows the breach', () => {
  const text = reportText(sampleReport({ status: 'held' }), words);
  const toDo = text.indexOf('À faire : Consultez le bilan');
  expect(toDo).toBeGreaterThan(0);
  expect(toDo).toBeLessThan(text.indexOf('Étapes'));
  expect(text).toMatch(/✗ Vérification des seuils/);
  expect(text).toMatch(/– Génération des séances +non exécutée/);
  expect(text).toMatch(/supprimés +151 \/ 240 +62,92 % +50 % +oui +DÉPASSÉ/);
});

test('a refused file has reason and steps, and no empty tables', () => {
  const text = reportText(sampleReport({ status: 'rejected' }), words);
  expect(text).toContain("Fichier d'un autre établissement\nL'export est celui de l'établissement 0139999Z");
  expect(text).not.toContain('Contrôles');
  expect(text).not.toContain('Contenu du fichier');
});

test('a dry run has no number; a control that could not be computed says so; titles fall back to codes', () => {
  const report = sampleReport({ id: '' });
  const broken = {
    ...report,
    controls: [{ code: 'own-rule', count: null, base: null, value: null, limit: 3, blocking: true, exceeded: true }],
  };
  const text = reportText(broken);
  const few = { code: 'few', count: 3, base: 5, value: 60, limit: 20, blocking: true, exceeded: false, floor: 3 };
  expect(reportText({ ...report, controls: [few] })).toMatch(/few +3 \/ 5 +60 % +20 % +oui +\(ignoré jusqu'à 3\)/);
  expect(text).toMatch(/^Contrôle d'un fichier, sans import/);
  expect(text).toMatch(/own-rule +\? +non calculé +3 % +oui +DÉPASSÉ/);
});
