import { besideOf, calledOf, type Called } from "./called";
import css from "./PersonName.module.css";

/** A person in a list: what she is called, and below it the e-mail and user id she is told from others by. */
export function PersonName({ person }: { person: Called }) {
  const beside = besideOf(person);
  return (
    <>
      <bdi className={css.name}>{calledOf(person)}</bdi>
      {beside !== "" && <bdi className={css.beside}>{beside}</bdi>}
    </>
  );
}
