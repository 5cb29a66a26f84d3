/** Invented French names: surnames built from stems, first names with accents, hyphens, apostrophes and particles. */

import type { Sex } from './model.ts';
import type { Random } from './random.ts';

const stems = words(`
  Amb Arb Barb Berl Bess Blanch Bouv Brém Cadr Cast Chev Clav Corb Courv Dorm Draz Estiv Fauv Ferr Fontan Garl Germ
  Grim Hautev Isam Jonv Lamb Lorm Marv Merc Montr Morv Noirv Orl Pastr Perr Plant Quint Ramb Rochev Romil Sauv Séver
  Tangu Thor Tourn Valm Verd Vign Villem Ysam Zéph`);
const endings = words('ier eau ard ette illon in ot oux el and ange ac aison elle estre ois u eroy ault ine');
const others = words(`
  Benhadji Ouédrasso Traorissé Diawaré Haddouche Kowalszek Nowacki Dos_Santeiro Da_Silvane Ferreirinha Núñez-Albar
  Tran-Vinh Nguyên-Dao Öztürken Çelikbas Müllerer Schaefflin Van_der_Brouck Mac_Orvan N'Dongalé M'Barrek O'Kerrigan
  Le_Guernevel Le_Bihannec Kerlevézan Abgralleg Etcheverritz Pietrancesca Casabiandoli Cœurderoy L'Haÿ`);
const particles = ["d'", 'de ', 'de la ', 'du ', 'des ', "de l'", 'Saint-', 'La ', 'Le '];

const girls = words(`
  Aïcha Adèle Agathe Alizée Ambre Anaïs Anna Apolline Assia Aude Béatrice Camille Capucine Cécile Célestine Chloé
  Clémence Coline Dorothée Élise Éloïse Emma Énora Ève Faïza Fatoumata Fleur Gaëlle Garance Gwenaëlle Héloïse Hoëlle
  Inès Iris Jade Jeanne Joséphine Juliette Kenza Léa Léonie Lina Loïse Louise Lucie Maë Maëlys Maïa Manon Margaux Mathilde
  Mélissandre Naïma Nina Noémie Océane Ophélie Pénélope Romane Rose Salomé Sarah Solène Sybille Thaïs Valentine Violette
  Yaël Zélie Zoé`);
const boys = words(`
  Aaron Adrien Aël Alexis Amaury Anatole Antonin Armand Arthur Augustin Aurèle Basile Bastien Benoît Célestin Clément
  Côme Corentin Cyprien Damien Édouard Élie Éloi Émile Ethan Eudes Fabien Félix Gaël Gaspard Gauthier Grégoire Hadrien
  Hugo Ibrahim Ilyès Jérémie Joaquim Joël Jules Kaïs Kévin Lazare Léo Léopold Loïc Louis Lubin Maël Malo Mathéo Mathis
  Mehdi Moussa Nathanaël Noé Noël Octave Raphaël Rayane Rémi Robin Sacha Samuel Théo Théophile Timéo Titouan Ulysse
  Valère Victor Yanis Yoann Zacharie`);

function words(text: string): readonly string[] {
  return text
    .trim()
    .split(/\s+/u)
    .map((word) => word.replace(/_/gu, ' '));
}

/** A surname in capitals, as the school's software writes it: `DE LA MARVETTE`, `LE GUERNEVEL`, `D'AMBARD-FAUVEL`. */
export function inventSurname(random: Random): string {
  const plain = () => (random.chance(0.12) ? random.pick(others) : `${random.pick(stems)}${random.pick(endings)}`);
  const first = plain();
  const simple = !/[ '-]/u.test(first);
  if (simple && random.chance(0.06)) return particled(random.pick(particles), first).toUpperCase();
  if (simple && random.chance(0.07)) return `${first}-${random.pick(stems)}${random.pick(endings)}`.toUpperCase();
  return first.toUpperCase();
}

/** `d'Ambard`, but `de Marvier`: a vowel takes the elided particle. */
function particled(particle: string, name: string): string {
  const elides = /^[AEIOUYÉ]/u.test(name);
  if (particle === 'de ' && elides) return `d'${name}`;
  if (particle === "d'" && !elides) return `de ${name}`;
  if (particle === 'de la ' && elides) return `de l'${name}`;
  if (particle === "de l'" && !elides) return `de la ${name}`;
  return `${particle}${name}`;
}

/** A first name, sometimes double: `Jean-Noé`, `Rose Anna`. */
export function inventFirstName(random: Random, sex: Sex): string {
  const list = sex === 'male' ? boys : girls;
  const first = random.pick(list);
  if (!random.chance(0.07)) return first;
  const second = random.pick(list);
  if (second === first) return first;
  return `${random.chance(0.5) ? (sex === 'male' ? 'Jean' : 'Marie') : first}${random.chance(0.7) ? '-' : ' '}${second}`;
}

/** Streets for guardians' addresses. */
export function inventAddress(random: Random): string {
  const street = random.pick([
    'rue du Moulin',
    'allée des Érables',
    "impasse de l'Écluse",
    'chemin Vert',
    'place du Marché',
  ]);
  return `${random.integer(1, 98)} ${street}`;
}

/** A mailbox at example.org: ASCII, never twice the same. */
export function mailboxOf(firstName: string, lastName: string, taken: Set<string>): string {
  const ascii = `${firstName}.${lastName}`
    .replace(/œ/giu, 'oe')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z.]+/gu, '-');
  let box = ascii;
  for (let number = 2; taken.has(box); number++) box = `${ascii}${number}`;
  taken.add(box);
  return `${box}@example.org`;
}
