import type { LayersModel } from '@tensorflow/tfjs-layers';

/** A weight of a model with values that are NaN or infinite. */
export interface NotFiniteWeight {
  /** The name that the layer gave it: `dense_1/kernel`. */
  name: string;
  /** How many of its values are NaN or infinite. */
  notFinite: number;
  /** How many values it has. */
  size: number;
}

/** The metrics that are NaN or infinite. */
export function notFiniteMetrics(metrics: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => !Number.isFinite(value)));
}

/** The weights of a model with values that are NaN or infinite. One weight is downloaded at a time. */
export async function notFiniteWeights({ weights }: LayersModel): Promise<NotFiniteWeight[]> {
  const found: NotFiniteWeight[] = [];
  for (const weight of weights) {
    let notFinite = 0;
    const values = await weight.read().data();
    for (const value of values) if (!Number.isFinite(value)) notFinite++;
    if (notFinite > 0) found.push({ name: weight.originalName, notFinite, size: values.length });
  }
  return found;
}
