throw new Error('cannot find the data');
