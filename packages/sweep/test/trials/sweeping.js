import { sweep } from '@cb/sweep';

await sweep({});
