import { useState } from "preact/hooks";
import type { Schemas } from "#generated/schemas.ts";
import { call } from "./api.ts";
import { OperationForm } from "./form.tsx";
import { useDeed, useLoad } from "./load.ts";
import { Button, Confirmed, Dialog, Facts, Fault, Show } from "./parts.tsx";

interface DomainsProps {
  readonly poolId: string;
  readonly say: (words: string) => void;
}

/** A pool has a prefix domain and a custom domain at most; no operation lists them, the pool names them. */
export function Domains({ poolId, say }: DomainsProps) {
  const [making, setMaking] = useState(false);
  const loaded = useLoad(async () => {
    const { UserPool } = await call("DescribeUserPool", { UserPoolId: poolId });
    const names = [UserPool?.Domain, UserPool?.CustomDomain].filter((name) => name !== undefined);
    return Promise.all(names.map(async (Domain) => (await call("DescribeUserPoolDomain", { Domain })).DomainDescription!));
  }, [poolId]);
  const { error, run } = useDeed(say);
  const remove = async (Domain: string) =>
    (await run(() => call("DeleteUserPoolDomain", { Domain, UserPoolId: poolId }), "The domain is deleted.")) && loaded.reload();
  const done = (words: string) => {
    setMaking(false);
    loaded.reload();
    say(words);
  };
  return (
    <>
      <div class="bar">
        <Button kind="primary" onPress={() => setMaking(true)}>
          New domain
        </Button>
      </div>
      <Fault error={error} />
      <Show loaded={loaded}>
        {(domains) => (
          <>
            {domains.length === 0 && <p class="quiet">This pool has no domain yet, and so no sign-in pages.</p>}
            {domains.map((domain) => (
              <DomainCard key={domain.Domain} {...{ poolId, domain, done }} remove={() => remove(domain.Domain!)} />
            ))}
          </>
        )}
      </Show>
      {making && (
        <Dialog title="New domain" onClose={() => setMaking(false)}>
          <OperationForm
            operation="CreateUserPoolDomain"
            given={{ UserPoolId: poolId }}
            first={["Domain", "ManagedLoginVersion"]}
            submit="Create domain"
            onDone={() => done("The domain is made.")}
          />
        </Dialog>
      )}
    </>
  );
}

interface CardProps {
  readonly poolId: string;
  readonly domain: Schemas["DomainDescriptionType"];
  readonly done: (words: string) => void;
  readonly remove: () => unknown;
}

const DomainCard = ({ poolId, domain, done, remove }: CardProps) => (
  <section class="card" aria-label={domain.Domain}>
    <h2>{domain.Domain}</h2>
    <Facts
      of={[
        ["Status", domain.Status],
        ["Pages", domain.ManagedLoginVersion === 2 ? "Managed login" : "Classic"],
      ]}
    />
    <OperationForm
      operation="UpdateUserPoolDomain"
      given={{ UserPoolId: poolId, Domain: domain.Domain }}
      initial={domain}
      first={["ManagedLoginVersion"]}
      submit="Save"
      onDone={() => done("The domain is changed.")}
    />
    <Confirmed question="Delete this domain?" deed={remove}>
      Delete
    </Confirmed>
  </section>
);
