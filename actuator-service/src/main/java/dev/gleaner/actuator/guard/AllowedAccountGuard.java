package dev.gleaner.actuator.guard;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Acts only in accounts that are allowed, and in none that is protected.
 *
 * @param allowed the only ones; empty where all are
 */
record AllowedAccountGuard(Optional<Set<String>> allowed, Set<String> protectedOnes) implements Guard.Refusing {

    AllowedAccountGuard {
        allowed = allowed.map(Set::copyOf);
        protectedOnes = Set.copyOf(protectedOnes);
    }

    @Override
    public String name() {
        return "account";
    }

    /** By what the finding says and by the target's own name, as far as each tells it. */
    @Override
    public Optional<String> refuse(GuardContext guardContext) {
        List<String> known = Stream.of(
                        guardContext.scope().account(),
                        guardContext.order().target().account())
                .filter(account -> !account.isEmpty())
                .toList();
        boolean isNamed = allowed.isPresent() || !protectedOnes.isEmpty();
        return known.stream()
                .flatMap(account -> reason(account).stream())
                .findFirst()
                .or(() -> Guard.Refusing.refuseIf(isNamed && known.isEmpty(), "nobody knows in which account it is"));
    }

    private Optional<String> reason(String account) {
        return Guard.Refusing.refuseIf(protectedOnes.contains(account), "account " + account + " is protected")
                .or(() -> Guard.Refusing.refuseIf(
                        allowed.filter(only -> !only.contains(account)).isPresent(),
                        "account " + account + " is none of those in which may be acted"));
    }
}
