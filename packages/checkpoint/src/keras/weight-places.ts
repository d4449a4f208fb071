import { LAYERS } from './layer-config.js';
import { asLayer, FUNCTIONAL, isModel, type LayerJson, layersOf, nameOf, snakeCase } from './layer-json.js';
import { cellClass, type OwnWeight, ownWeights } from './layer-weights.js';
import { weightsIn } from './model-outline.js';

/** Where a weight of a model stands, on every side. */
export interface WeightPlace {
  /** In TensorFlow.js: `dense_Dense1/kernel`. */
  name: string;
  /** In the HDF5 file of Keras 3: `layers/dense/vars/0`. It counts the layers of a class, whatever they are called. */
  path: string;
  /** As Keras calls the variable: `dense/kernel`. A layer that TensorFlow.js named has the name Keras gives. */
  label: string;
  /** The same without the models around it, which some of Keras's names leave out. */
  tail: string;
  /** The layer of the outermost model in which it is. */
  layer: string;
  isTrained: boolean;
}

/** Where a layer is: what its weights' names begin with on every side. */
interface Site {
  name: string;
  path: string;
  label: string;
  tail: string;
  layer: string | undefined;
  names: readonly string[];
  /** Those of the weights that are not trained, of the same layers. */
  fixed: ReadonlySet<string>;
  isTrained: boolean;
}

/**
 * The weights of a model in the order of its layers.
 *
 * @param topology in the form of TensorFlow.js
 * @param names those of the model's weights, where a layer may be of somebody's own class
 */
export function weightPlaces(topology: LayerJson, names?: readonly string[]): WeightPlace[] {
  const weights = weightsIn(topology);
  return inModel(topology, {
    names: names ?? weights.map(({ name }) => name),
    fixed: new Set(weights.filter(({ trainable }) => !trainable).map(({ name }) => name)),
    name: '',
    path: '',
    label: '',
    tail: '',
    layer: undefined,
    isTrained: true,
  });
}

/** Those that are trained before the others: the order of weights in TensorFlow.js, and of Keras 2 for one layer. */
export function trainedFirst(places: readonly WeightPlace[]): WeightPlace[] {
  return [...places.filter(({ isTrained }) => isTrained), ...places.filter(({ isTrained }) => !isTrained)];
}

function inModel(model: LayerJson, site: Site): WeightPlace[] {
  const numbered = counter();
  return layersOf(model).flatMap((layer) => {
    const position = numbered(kerasClass(layer));
    const name = nameOf(layer);
    const label = isAutomatic(layer) ? position : name;
    return inLayer(layer, {
      ...site,
      name,
      path: join(site.path, 'layers', position),
      label: join(site.label, label),
      tail: label,
      layer: site.layer ?? name,
      isTrained: site.isTrained && layer.config.trainable !== false,
    });
  });
}

function inLayer(layer: LayerJson, site: Site): WeightPlace[] {
  const { class_name, config } = layer;
  if (isModel(layer)) return inModel(layer, site);
  if (class_name === 'Bidirectional') {
    return ['forward', 'backward'].flatMap((side) => {
      const name = `${side}_${nameOf(asLayer(config.layer))}`;
      return inLayer(asLayer(config.layer), below(site, `${side}_layer`, name, `${side}_${innerLabel(config.layer)}`));
    });
  }
  if (class_name === 'TimeDistributed') {
    return inLayer(asLayer(config.layer), below(site, 'layer', '', innerLabel(config.layer)));
  }
  if (class_name === 'RNN') return inLayer(asLayer(config.cell), below(site, 'cell', '', innerLabel(config.cell)));
  if (class_name === 'StackedRNNCells') return inStack(layer, site);
  const cell = cellClass(class_name);
  if (cell) return inLayer({ class_name: cell, config }, below(site, 'cell', '', snakeCase(cell)));
  const own = class_name in LAYERS || class_name.endsWith('Cell') ? ownWeights(layer) : named(site);
  return own.map(({ name, keras, isTrained }, index) => ({
    name: join(site.name, name),
    path: join(site.path, 'vars', String(index)),
    label: join(site.label, keras),
    tail: join(site.tail, keras),
    layer: site.layer as string,
    isTrained: isTrained && site.isTrained,
  }));
}

/** The weights of a layer of somebody's own class, as their names say. */
function named({ name, names, fixed }: Site): OwnWeight[] {
  const own = names.filter((one) => one.startsWith(`${name}/`));
  return own.map((whole) => {
    const weight = whole.slice(name.length + 1);
    return { name: weight, keras: weight, isTrained: !fixed.has(whole) };
  });
}

function inStack({ config }: LayerJson, site: Site): WeightPlace[] {
  const numbered = counter();
  return (config.cells as unknown[]).map(asLayer).flatMap((cell, index) => {
    const position = numbered(cell.class_name);
    const label = isAutomatic(cell) ? position : nameOf(cell);
    return inLayer(cell, below(site, join('cells', position), `RNNCell_${index}`, label));
  });
}

function below(site: Site, path: string, name: string, label: string): Site {
  return {
    ...site,
    path: join(site.path, path),
    name: join(site.name, name),
    label: join(site.label, label),
    tail: join(site.tail, label),
  };
}

/** What Keras calls a layer inside another one. */
function innerLabel(layer: unknown): string {
  const inner = asLayer(layer);
  return isAutomatic(inner) ? snakeCase(kerasClass(inner)) : nameOf(inner);
}

/** Whether TensorFlow.js made up the name, from a count that goes on as long as the process lives. */
function isAutomatic(layer: LayerJson): boolean {
  const name = nameOf(layer);
  if (isModel(layer)) return /^(sequential_|model)\d+$/.test(name);
  const [, count = ''] = name.split(`_${layer.class_name}`);
  return /^\d+$/.test(count);
}

function kerasClass({ class_name }: LayerJson): string {
  return FUNCTIONAL.includes(class_name) ? 'Functional' : class_name;
}

/** Names things of a class as Keras does: `dense`, `dense_1`, … */
function counter(): (className: string) => string {
  const counts = new Map<string, number>();
  return (className) => {
    const name = snakeCase(className);
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  };
}

function join(...parts: string[]): string {
  return parts.filter((part) => part !== '').join('/');
}
