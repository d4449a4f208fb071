import { BackupAndRestore, loadModel, ModelCheckpoint } from '@cb/checkpoint';
import type { RemotePath } from '@cb/checkpoint/store';
import { expectTypeOf } from 'vitest';
import { type ObjectPath, objectStore } from '../src/index.js';

const store = objectStore('s3', { bucket: 'models' }, { retries: 2, timeoutMs: undefined });

expectTypeOf(store.at('best')).toEqualTypeOf<ObjectPath>();
expectTypeOf<ObjectPath>().toExtend<RemotePath>();
expectTypeOf(store.latestCheckpoint('runs')).resolves.toEqualTypeOf<ObjectPath | undefined>();
new ModelCheckpoint(store.at('{epoch}'), { keepLast: 2 });
new BackupAndRestore(store.at('backup'));
expectTypeOf(loadModel).toBeCallableWith(store.at('best'));

// @ts-expect-error: options are texts
objectStore('s3', { enable_virtual_host_style: true });
// @ts-expect-error: nobody knows this rule
objectStore('s3', {}, { retry: 1 });
// @ts-expect-error: there may be no checkpoint
loadModel(await store.latestCheckpoint('runs'));
// @ts-expect-error: the way is better, not the metric
store.bestCheckpoint('runs', { mode: 'val_loss' });
// @ts-expect-error: a store is no path
new BackupAndRestore(store);
