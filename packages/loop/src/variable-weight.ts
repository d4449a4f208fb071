import type { DataType, Tensor, Variable } from '@tensorflow/tfjs-core';

/** A variable in the form in which a LayersModel has its weights, under a name that is the same in each process. */
export class VariableWeight {
  readonly name: string;
  readonly originalName: string;
  readonly shape: number[];
  readonly dtype: DataType;
  readonly #variable: Variable;

  constructor(name: string, variable: Variable) {
    this.name = name;
    this.originalName = name;
    this.shape = variable.shape;
    this.dtype = variable.dtype;
    this.#variable = variable;
  }

  get trainable(): boolean {
    return this.#variable.trainable;
  }

  /** The variable itself: training changes what it holds. */
  read(): Tensor {
    return this.#variable;
  }

  /** @param value stays the caller's */
  write(value: Tensor): void {
    this.#variable.assign(value);
  }
}
