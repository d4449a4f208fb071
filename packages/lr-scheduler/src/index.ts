export { LearningRateScheduler, type LearningRateSchedulerOptions } from './learning-rate-scheduler.js';
export * from './schedules.js';
