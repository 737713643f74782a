package dev.gleaner.actuator.action;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.aws.ActuatorAwsClients;
import dev.gleaner.actuator.aws.EbsVolume;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.RemedyAction;
import dev.gleaner.contracts.resource.Gp3Limits;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.ModifyVolumeRequest;

/**
 * Changes the type of a volume to gp3 with given I/O operations and throughput, while it is in use. It never changes the
 * size, because a volume can't be made smaller again.
 */
final class ModifyVolume {

    private static final String NAME = RemedyAction.MODIFY_VOLUME.id();
    private static final String UNDO = "restore-volume-type";

    /** How often the state of a modification is read of which the end is not known. */
    private static final Duration REREAD = Duration.ofMinutes(10);

    private ModifyVolume() {}

    @Singleton
    static ActionDefinition<EbsVolume.Observation> action(ActuatorAwsClients clients) {
        return ActionDefinition.of(NAME, EbsVolume.TYPE)
                .undoneBy(UNDO)
                .loses(
                        "the speed of the volume while EC2 optimizes it, which can take more than a day",
                        "the " + EbsVolume.Modification.COOLDOWN.toHours()
                                + " hours after each modification in which EC2 allows no"
                                + " other one, also none that enlarges the volume; the undo waits for their end")
                .plannedUnless((volume, parameters) -> VolumeSettings.reasonNotModifiable(volume))
                .changes(ModifyVolume::change)
                .isInEffect((order, before, now) -> isShown(wanted(order), now))
                .build(step(NAME, clients, ModifyVolume::wanted)
                        .unless(ModifyVolume::obstacle)
                        .unlessAtThisTime(ModifyVolume::obstacleAtThisTime)
                        .build());
    }

    /**
     * Gives the volume the type, I/O operations and throughput that it had before. It waits until EC2 allows the next
     * modification.
     */
    @Singleton
    static ActionDefinition<EbsVolume.Observation> undo(ActuatorAwsClients clients) {
        return ActionDefinition.undo(UNDO, EbsVolume.TYPE)
                .isInEffect((order, before, now) -> isShown(former(order), now))
                .build(step(UNDO, clients, ModifyVolume::former)
                        .unless(ModifyVolume::undoObstacle)
                        .waitsFor((order, now, time) ->
                                isDone(former(order), now) ? Optional.empty() : reasonNotYet(now, time))
                        .build());
    }

    /** The step that gives a volume these settings, other than its size. */
    private static CallStep.Builder<EbsVolume.Observation> step(
            String name, ActuatorAwsClients clients, Function<ActionOrder, VolumeSettings> settings) {
        return CallStep.on(EbsVolume.TYPE, name, "ec2:ModifyVolume")
                .sends((order, before) -> clients.ec2(order.target())
                        .modifyVolume(
                                settings.apply(order).request(order.target().id())))
                .progress((order, before, now) -> progress(settings.apply(order), before, now))
                .overtaken("the modification failed, or the volume was modified concurrently");
    }

    static VolumeSettings wanted(ActionOrder order) {
        return VolumeSettings.ofRemedy(order.parameters());
    }

    static VolumeSettings former(ActionOrder order) {
        return VolumeSettings.shownBy(EbsVolume.TYPE.planned(order.planned()));
    }

    private static Optional<DocumentChange> change(EbsVolume volume, Map<String, String> parameters) {
        JsonNode before = VolumeSettings.shownBy(volume).document();
        return Optional.of(problem(volume, parameters)
                .map(problem -> DocumentChange.impossible(before, problem))
                .orElseGet(() -> DocumentChange.of(
                        before, VolumeSettings.ofRemedy(parameters).document())));
    }

    private static Optional<String> problem(EbsVolume volume, Map<String, String> parameters) {
        return VolumeSettings.problem(parameters, volume.size())
                .or(() -> VolumeSettings.ofRemedy(parameters).isShownBy(volume)
                        ? Optional.of("the volume has this type, these I/O operations and this throughput already")
                        : Optional.empty());
    }

    private static Optional<String> obstacle(ActionOrder order, EbsVolume.Observation now) {
        EbsVolume volume = now.volume();
        return now.subject()
                .planningObstacle()
                .or(() -> volume == null
                        ? Optional.empty()
                        : VolumeSettings.problem(order.parameters(), volume.size())
                                .or(() -> VolumeSettings.reasonNotModifiable(volume)))
                .or(() -> isDone(wanted(order), now)
                        ? Optional.empty()
                        : now.subject().changedSince(order.planned()));
    }

    /** A modification that EC2 would reject is refused, not delayed: the reason for it may have ended by then. */
    private static Optional<String> obstacleAtThisTime(ActionOrder order, EbsVolume.Observation now, Instant time) {
        return isDone(wanted(order), now)
                ? Optional.empty()
                : reasonNotYet(now, time).map(ActionStep.StepDelay::reason);
    }

    /** Only the settings that the action made are replaced. Others were made by somebody else since. */
    private static Optional<String> undoObstacle(ActionOrder order, EbsVolume.Observation now) {
        EbsVolume volume = now.volume();
        if (volume == null || !volume.isThere()) {
            return Optional.of(now.sentence() + ": it can't be modified");
        }
        boolean isOurs = former(order).isShownBy(volume) || wanted(order).isShownBy(volume);
        return isOurs
                ? Optional.empty()
                : Optional.of("the type, I/O operations or throughput of the volume were changed since");
    }

    private static boolean isDone(VolumeSettings settings, EbsVolume.Observation now) {
        return progress(settings, now, now) == StepProgress.DONE;
    }

    /** Whether EC2 shows the settings, whatever else is being modified. */
    private static boolean isShown(VolumeSettings settings, EbsVolume.Observation now) {
        return now.volume() != null && settings.isShownBy(now.volume());
    }

    /** Done when EC2 shows the settings, also if it still optimizes the volume. */
    private static StepProgress progress(
            VolumeSettings wanted, EbsVolume.Observation before, EbsVolume.Observation now) {
        EbsVolume volume = now.volume();
        if (volume == null || volume.isEnding()) {
            return before.volume() == null ? StepProgress.NOT_YET : StepProgress.LOST;
        }
        EbsVolume.Modification modification =
                Objects.equals(now.modification(), before.modification()) ? null : now.modification();
        if (modification != null && modification.isFailed()) {
            return StepProgress.CONTESTED;
        }
        if (now.modification() != null && now.modification().isModifying()) {
            return modification == null ? StepProgress.NOT_YET : StepProgress.UNDER_WAY;
        }
        if (wanted.isShownBy(volume)) {
            return StepProgress.DONE;
        }
        boolean isAsBefore = before.volume() != null
                && VolumeSettings.shownBy(before.volume()).isShownBy(volume);
        return isAsBefore ? StepProgress.NOT_YET : StepProgress.CONTESTED;
    }

    /** Why EC2 would reject a modification at this time, and until when; empty when it would not. */
    static Optional<ActionStep.StepDelay> reasonNotYet(EbsVolume.Observation now, Instant time) {
        EbsVolume.Modification last = now.modification();
        if (last == null) {
            return Optional.empty();
        }
        if (last.isUnderWay()) {
            return Optional.of(new ActionStep.StepDelay(
                    "another modification of the volume is under way (" + last.state() + "); EC2 allows the next one "
                            + EbsVolume.Modification.COOLDOWN.toHours() + " hours after its end",
                    time.plus(REREAD)));
        }
        return last.cooledDownAt()
                .filter(time::isBefore)
                .map(until -> new ActionStep.StepDelay(
                        "EC2 allows the next modification of the volume at " + until + ", "
                                + EbsVolume.Modification.COOLDOWN.toHours() + " hours after the last one",
                        until));
    }

    /**
     * What ModifyVolume sets on a volume, other than its size.
     *
     * @param iops I/O operations per second; absent where EC2 takes them from the type and size, or did not return them
     * @param throughput MiB per second; absent in the same cases
     */
    record VolumeSettings(
            String type, @Nullable Integer iops, @Nullable Integer throughput) {

        static final String TYPE = "type";
        static final String IOPS = "iops";
        static final String THROUGHPUT = "throughput";

        private static final Set<String> PARAMETERS = Set.of(TYPE, IOPS, THROUGHPUT);
        private static final String GP3 = "gp3";

        /** EC2 also returns I/O operations for the other types, but refuses a request that contains them. */
        private static final Set<String> WITH_IOPS = Set.of("io1", "io2", GP3);

        /** A volume of another type can't get its former type back in all cases: gp3 has smaller sizes than st1 and sc1. */
        private static final Set<String> RESTORABLE = Set.of("gp2", GP3, "io1", "io2");

        /** Settings that a valid remedy asks for. What it does not name is what gp3 includes in its price. */
        static VolumeSettings ofRemedy(Map<String, String> parameters) {
            return new VolumeSettings(
                    GP3,
                    number(parameters, IOPS, Gp3Limits.INCLUDED_IOPS).orElseThrow(),
                    number(parameters, THROUGHPUT, Gp3Limits.INCLUDED_THROUGHPUT)
                            .orElseThrow());
        }

        /** Settings of a volume, as a request would contain them. */
        static VolumeSettings shownBy(EbsVolume volume) {
            return new VolumeSettings(
                    volume.type(),
                    WITH_IOPS.contains(volume.type()) ? volume.iops() : null,
                    GP3.equals(volume.type()) ? volume.throughput() : null);
        }

        /** Why EC2 would reject what a remedy asks for; empty when it would not. */
        static Optional<String> problem(Map<String, String> parameters, int size) {
            Set<String> unknown = new TreeSet<>(parameters.keySet());
            unknown.removeAll(PARAMETERS);
            if (!unknown.isEmpty()) {
                return Optional.of(
                        "modify-volume has no parameter " + unknown.iterator().next());
            }
            if (!GP3.equals(parameters.get(TYPE))) {
                return Optional.of("a volume is changed to gp3 only, not to " + parameters.get(TYPE));
            }
            Optional<Integer> iops = number(parameters, IOPS, Gp3Limits.INCLUDED_IOPS);
            Optional<Integer> throughput = number(parameters, THROUGHPUT, Gp3Limits.INCLUDED_THROUGHPUT);
            if (iops.isEmpty() || throughput.isEmpty()) {
                return Optional.of("I/O operations and throughput have to be whole numbers, not "
                        + parameters.get(iops.isEmpty() ? IOPS : THROUGHPUT));
            }
            return problem(iops.get(), throughput.get(), size);
        }

        private static Optional<String> problem(int iops, int throughput, int size) {
            if (iops < Gp3Limits.INCLUDED_IOPS || iops > Gp3Limits.MOST_IOPS) {
                return Optional.of("gp3 takes " + Gp3Limits.INCLUDED_IOPS + " to " + Gp3Limits.MOST_IOPS
                        + " I/O operations, not " + iops);
            }
            if (iops > Gp3Limits.INCLUDED_IOPS && iops > (long) Gp3Limits.MOST_IOPS_PER_GIB * size) {
                return Optional.of("gp3 takes at most " + Gp3Limits.MOST_IOPS_PER_GIB + " I/O operations for each GiB; "
                        + iops + " are too many for " + size + " GiB");
            }
            if (throughput < Gp3Limits.INCLUDED_THROUGHPUT || throughput > Gp3Limits.MOST_THROUGHPUT) {
                return Optional.of("gp3 takes a throughput of " + Gp3Limits.INCLUDED_THROUGHPUT + " to "
                        + Gp3Limits.MOST_THROUGHPUT + " MiB/s, not " + throughput);
            }
            return throughput * Gp3Limits.IOPS_PER_MEBIBYTE > iops
                    ? Optional.of("gp3 takes at most 1 MiB/s for " + Gp3Limits.IOPS_PER_MEBIBYTE + " I/O operations; "
                            + throughput + " MiB/s are too many for " + iops)
                    : Optional.empty();
        }

        /** Why a volume can't be changed to gp3 and back; empty when it can. */
        static Optional<String> reasonNotModifiable(EbsVolume volume) {
            if (volume.size() <= 0) {
                return Optional.of("EC2 did not report the size of the volume");
            }
            if (volume.multiAttach()) {
                return Optional.of("the volume can be attached to several instances, which gp3 can't");
            }
            if (!RESTORABLE.contains(volume.type())) {
                return Optional.of("a volume of type " + volume.type() + " may not get its type back");
            }
            VolumeSettings former = shownBy(volume);
            boolean isKnown = (!WITH_IOPS.contains(volume.type()) || former.iops != null)
                    && (!GP3.equals(volume.type()) || former.throughput != null);
            return isKnown
                    ? Optional.empty()
                    : Optional.of("EC2 did not report the I/O operations and throughput of the volume");
        }

        /** Whether EC2 shows the volume with these settings. */
        boolean isShownBy(EbsVolume volume) {
            return equals(shownBy(volume));
        }

        ModifyVolumeRequest request(String volume) {
            return ModifyVolumeRequest.builder()
                    .volumeId(volume)
                    .volumeType(type)
                    .iops(iops)
                    .throughput(throughput)
                    .build();
        }

        /** The settings as an approver sees them. */
        JsonNode document() {
            Map<String, Object> fields = new TreeMap<>(Map.of(TYPE, type));
            if (iops != null) {
                fields.put(IOPS, iops);
            }
            if (throughput != null) {
                fields.put(THROUGHPUT, throughput);
            }
            return Json.tree(fields);
        }

        private static Optional<Integer> number(Map<String, String> parameters, String name, int otherwise) {
            String text = parameters.getOrDefault(name, String.valueOf(otherwise));
            return text.matches("\\d{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
        }
    }
}
