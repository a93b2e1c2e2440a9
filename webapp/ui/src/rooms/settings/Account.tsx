import { Password } from "./Password";
import { Places } from "./Places";
import { SecondFactor } from "./SecondFactor";
import { Sections } from "./Sections";
import { UserId } from "./UserId";

/** What is the member's own: her password, her second factor, where she is logged in. */
export function Account() {
  return (
    <Sections at="/settings">
      <Password />
      <SecondFactor />
      <UserId />
      <Places />
    </Sections>
  );
}
