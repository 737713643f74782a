package dev.gleaner.actuator.guard;

import java.util.Optional;
import java.util.Set;

/**
 * Acts only in accounts that are allowed, and in none that is protected.
 *
 * @param allowed the only ones; empty where all are
 */
record AllowedAccount(Optional<Set<String>> allowed, Set<String> protectedOnes) implements RefusingGuard {

    AllowedAccount {
        allowed = allowed.map(Set::copyOf);
        protectedOnes = Set.copyOf(protectedOnes);
    }

    @Override
    public String name() {
        return "account";
    }

    @Override
    public Optional<String> refuse(Situation situation) {
        return reason(situation.scope().account())
                .or(() -> Optional.of(situation.order().target().account())
                        .filter(account -> !account.isEmpty())
                        .flatMap(this::reason));
    }

    private Optional<String> reason(String account) {
        if (account.isEmpty()) {
            return RefusingGuard.refuseIf(
                    allowed.isPresent() || !protectedOnes.isEmpty(), "nobody knows in which account it is");
        }
        return RefusingGuard.refuseIf(protectedOnes.contains(account), "account " + account + " is protected")
                .or(() -> RefusingGuard.refuseIf(
                        allowed.filter(only -> !only.contains(account)).isPresent(),
                        "account " + account + " is none of those in which may be acted"));
    }
}
