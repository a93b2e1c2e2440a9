/** What is on the shelf; pictures are symbols of art.svg, colours are classes of demo.css. */
export const CURRENCY = "EUR";

export const GOODS = [
  { sku: "lantern", name: "Evening lantern", price: 48, category: "Light", tint: "amber",
    says: "Burns nine hours, folds to a coin.",
    more: "A wick, a glass and a lid that keeps the wind out. It takes any oil you would put on bread, and folds flat when the sun is back." },
  { sku: "tent", name: "Two-night tent", price: 320, category: "Shelter", tint: "moss",
    says: "1.9 kg of waxed cotton and good weather.",
    more: "Two poles, six pegs, no instructions. It breathes in summer, hums in the rain, and can be mended with a needle and ten minutes." },
  { sku: "mug", name: "Porch mug", price: 22, category: "Table", tint: "clay",
    says: "Stoneware, two thumbs wide.",
    more: "Thrown by hand, so that no two are alike. Keeps coffee warm for as long as it takes to say nothing." },
  { sku: "compass", name: "Honest compass", price: 64, category: "Finding", tint: "sky",
    says: "Points north. That is all it does.",
    more: "No battery, no update, no account. The needle is set on sapphire and will outlive the map." },
  { sku: "pack", name: "Weekend pack", price: 140, category: "Carrying", tint: "plum",
    says: "28 litres, one zip, no logo.",
    more: "Room for two shirts, a book and a loaf. The straps are wide, the buckles are brass, and the one zip is the kind that zips." },
  { sku: "blanket", name: "Ferry blanket", price: 95, category: "Shelter", tint: "rose",
    says: "Wool from one hill, big enough for two.",
    more: "Woven on the island where the sheep live. It smells of nothing, weighs what a cat weighs, and dries on a railing." },
];

export const goodOf = (sku) => GOODS.find((good) => good.sku === sku);

/** An amount as people here write it. */
export const money = (amount) =>
  new Intl.NumberFormat("en-IE", { style: "currency", currency: CURRENCY, minimumFractionDigits: 0 }).format(amount);
