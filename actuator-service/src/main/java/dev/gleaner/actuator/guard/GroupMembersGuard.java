package dev.gleaner.actuator.guard;

import dev.gleaner.actuator.action.TargetPrecondition;
import dev.gleaner.actuator.aws.Ec2Instance;
import dev.gleaner.actuator.aws.GleanerTagKeys;
import dev.gleaner.actuator.aws.ScalingGroup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Refuses to let an Auto Scaling group end instances while one of them may not be ended: which of them go is for the group to decide, so that
 * each counts. Each is evaluated by the guards of an instance that is stopped. An instance that EC2 does not show is an objection.
 *
 * @param guards of each instance
 */
record GroupMembersGuard(List<Guard.Refusing> guards) implements Guard.Refusing {

    static final String NAME = "members";

    private static final String SHOWN = "Wait until AWS shows all instances of the group.";
    private static final String SCRATCH = "Tag the instances " + GleanerTagKeys.INSTANCE_STORE + "="
            + GleanerTagKeys.SCRATCH
            + " if the loss of their instance-store data does not matter, in the launch template too.";

    GroupMembersGuard {
        guards = List.copyOf(guards);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean appliesTo(GuardContext guardContext) {
        return guardContext.demands().contains(TargetPrecondition.FREE_MEMBERS);
    }

    @Override
    public Optional<String> refuse(GuardContext guardContext) {
        return objection(guardContext).map(Objection::reason);
    }

    @Override
    public String lift(GuardContext guardContext) {
        return objection(guardContext).map(Objection::lift).orElse(SHOWN);
    }

    @Override
    public boolean isLiftable(GuardContext guardContext) {
        return objection(guardContext).map(Objection::isLiftable).orElse(true);
    }

    private Optional<Objection> objection(GuardContext guardContext) {
        Optional<ScalingGroup.GroupSize> size = guardContext
                .observation()
                .filter(ScalingGroup.Observation.class::isInstance)
                .map(shown -> ScalingGroup.TYPE.observed(shown).group().size());
        if (size.isEmpty()) {
            return Optional.of(new Objection("it is not known which instances the group has", SHOWN, true));
        }
        Map<String, GuardContext.MemberEvidence> members = new TreeMap<>();
        guardContext
                .fresh()
                .members()
                .forEach(member -> members.put(member.instance().id(), member));
        return size.get().instances().stream()
                .flatMap(id -> objection(guardContext, id, Optional.ofNullable(members.get(id))).stream())
                .findFirst();
    }

    private Optional<Objection> objection(
            GuardContext guardContext, String id, Optional<GuardContext.MemberEvidence> member) {
        if (member.isEmpty()) {
            return Optional.of(new Objection("EC2 does not show " + id + ", an instance of the group", SHOWN, true));
        }
        Ec2Instance instance = member.get().shown().instance();
        GuardContext ofMember = guardContext.ofMember(member.get());
        return localData(instance)
                .or(() -> guards.stream()
                        .flatMap(guard -> guard
                                .refuse(ofMember)
                                .map(why -> new Objection(why, guard.lift(ofMember), guard.isLiftable(ofMember)))
                                .stream())
                        .findFirst())
                .map(objection -> objection.about(id));
    }

    /** A group never stops an instance, so that a Spot instance is none that must not be stopped. */
    private static Optional<Objection> localData(Ec2Instance instance) {
        return instance.hasScratchOnly()
                ? Optional.empty()
                : IdlenessGuards.InstanceDataLossGuard.localDisks(instance)
                        .map(why -> new Objection(why + " would be lost with the instance", SCRATCH, true));
    }

    /** What keeps an instance from being ended. */
    private record Objection(String reason, String lift, boolean isLiftable) {

        Objection about(String id) {
            return new Objection(id + ": " + reason, lift, isLiftable);
        }
    }
}
