package dev.gleaner.actuator.guard;

import dev.gleaner.contracts.resource.ProtectionTag;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Guards that protect resources of others: another account, an owner who protects a resource, a controller. */
final class OwnershipGuards {

    private OwnershipGuards() {}

    /**
     * Refuses an account that is protected or not allowed.
     *
     * @param allowed the only accounts that are allowed; empty when all are
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

        /** Checks the account of the finding and that of the target's ARN, where they are known. */
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
                    .or(() -> Guard.Refusing.refuseIf(isNamed && known.isEmpty(), "its account is unknown"));
        }

        private Optional<String> reason(String account) {
            return Guard.Refusing.refuseIf(protectedOnes.contains(account), "account " + account + " is protected")
                    .or(() -> Guard.Refusing.refuseIf(
                            allowed.filter(only -> !only.contains(account)).isPresent(),
                            "account " + account + " is not one of those in which actions are allowed"));
        }

        @Override
        public String lift(GuardContext guardContext) {
            return "Change actuator.guard.accounts or actuator.guard.protected-accounts to allow actions in this account.";
        }
    }

    /** Refuses a resource that its owner protected by a tag. */
    record ProtectedTagGuard(String key) implements Guard.Refusing {

        @Override
        public String name() {
            return "protected-tag";
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            return guardContext
                    .tags()
                    .flatMap(tags -> ProtectionTag.protecting(tags, key))
                    .map(tag -> "the tag " + tag + " protects it");
        }

        @Override
        public String lift(GuardContext guardContext) {
            return "Remove the tag " + key + " from the resource, or set it to false.";
        }
    }

    /**
     * Refuses a resource that a controller would start or replace (aws-solutions/instance-scheduler-on-aws#479,
     * aws/karpenter-provider-aws#6866). The reason describes the change of the controller to make instead.
     */
    record ControllerOwnedGuard(ControllerRegistry owners) implements Guard.Refusing {

        @Override
        public String name() {
            return "controller-owned";
        }

        @Override
        public Optional<String> refuse(GuardContext guardContext) {
            return guardContext.tags().flatMap(tags -> owners.refusal(guardContext.order(), tags));
        }

        @Override
        public String lift(GuardContext guardContext) {
            return "Change the owner instead, as described. An action of Gleaner stays refused while the resource has the tag of its"
                    + " owner.";
        }
    }
}
