/** A callback asked a `VariableModel` for what only a LayersModel has. */
export class OnlyLayersModel extends Error {
  constructor(member: string) {
    super(
      `\`model.${member}\` is there in a LayersModel alone, and this loop trains variables. ` +
        'Pass a LayersModel as `model`, or leave out the callback or the option that needs one.',
    );
  }
}
