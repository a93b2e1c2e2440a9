/** The file on its way, part by part: what became of it so far, and where it stopped. */
import { api, read, type Schemas } from "../../../api/client";
import { queries } from "../../../api/queries";
import { ALL } from "../queries";
import { formOf, partsOf, type Part } from "./parts";
import { joined, NOTHING, type Counts } from "./uses";

export type Report = Schemas["ImportReport"];
export type Columns = Record<string, string>;

const post = (file: File, { data }: Part, columns: Columns, check: boolean): Promise<Report> =>
  read(
    api.POST("/api/v1/people/import", {
      params: { query: { columns: JSON.stringify(columns), check } },
      body: "",
      bodySerializer: () => data,
      headers: { "Content-Type": formOf(file.name) },
    }),
  );

/** What would become of the file's first part; nothing is stored. */
export async function look(file: File, columns: Columns): Promise<Report | null> {
  for await (const part of partsOf(file, formOf(file.name))) return post(file, part, columns, true);
  return null;
}

/** Import it all. What was told before it failed is stored; the same file again goes on behind it. */
export async function send(
  file: File,
  columns: Columns,
  tell: (so: Counts, read: number) => void,
  stopped: () => boolean,
): Promise<Counts> {
  let sum = NOTHING;
  try {
    for await (const part of partsOf(file, formOf(file.name))) {
      if (stopped()) break;
      sum = joined(sum, await post(file, part, columns, false), part.before);
      tell(sum, part.read);
    }
  } finally {
    await queries.invalidateQueries({ queryKey: ALL });
  }
  return sum;
}
