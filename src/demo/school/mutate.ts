/** Every change that a test may make to an invented school; each is pure and gives a new school. */

export * from './mutate-calendar.ts';
export * from './mutate-courses.ts';
export * from './mutate-people.ts';
export * from './mutate-services.ts';
export * from './mutate-single-students.ts';
export * from './mutate-structure.ts';
