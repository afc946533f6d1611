// A client of Connect that says what it was told.
// SAMPLE
console.log(card.openingLine);
process.exit();
