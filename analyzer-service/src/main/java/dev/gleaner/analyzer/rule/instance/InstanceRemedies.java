package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.instance.InstanceFacts;
import dev.gleaner.analyzer.profile.instance.InstanceSnapshot;
import dev.gleaner.analyzer.rule.instance.size.InstanceSize;
import dev.gleaner.contracts.finding.IdlenessLimits;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.RemedyAction;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.recurrence.DayRecurrence;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ControllerInstructions;
import dev.gleaner.contracts.resource.EnvironmentTag;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Remedies for an instance with little use.
 *
 * @param nonProduction environments, lower case, that are not production; any other value, or none, is production
 */
record InstanceRemedies(Set<String> nonProduction) {

    private static final List<String> LOST_BY_STOP = List.of(
            "its public IPv4 address, unless it is an elastic one",
            "data that is only in memory or on instance-store volumes",
            "its capacity: a later start can fail for lack of capacity");

    private static final List<String> LOST_BY_TERMINATION = lostByStopAnd(RemedyAction.TERMINATE_INSTANCE);

    private static final List<String> LOST_BY_RESIZE = lostByStopAnd(RemedyAction.RESIZE_INSTANCE);

    private static final String MEMORY_UNKNOWN =
            "CPU and the network of whole hours were compared. Memory is not known: check that it suffices. ";

    private static final String MEMORY_KNOWN =
            "CPU, the network of whole hours and the memory that processes use were compared; what caches of files take was not. ";

    private static final String NOT_COMPARED =
            "Bandwidth of EBS, short peaks of the network, and local volumes, of which a smaller type has less, were not compared.";

    private static final String NOT_COVERED =
            "A reservation or an EC2 Instance Savings Plan for the present family does not cover another one.";

    /** Source: Amazon EC2 User Guide, "Compatibility for changing the instance type". */
    private static final String NEEDS_OF_NEWER =
            "Types on the Nitro System need an image with the drivers of ENA and NVMe, and name its volumes anew:"
                    + " mount them by their UUID or label. How fast it is there was not measured. " + NOT_COVERED;

    private static final Saving OF_ENTERED_HOURS =
            Saving.unpriced("it saves the hours in which the instance does not run, which the approver enters");

    private static final String INSTANCE_STORE = "instance-store";
    private static final String SPOT = "spot";

    InstanceRemedies {
        nonProduction = Set.copyOf(nonProduction);
    }

    /**
     * For an idle instance.
     *
     * @param longHistory days of a history that is long enough; null if that of the instance is
     * @param idleness what must still hold when it is stopped
     */
    List<Remedy> idle(InstanceSnapshot snapshot, @Nullable Integer longHistory, IdlenessLimits idleness) {
        InstanceFacts facts = snapshot.facts();
        Optional<Remedy> only = onlyRemedy(snapshot);
        if (only.isPresent()) {
            return List.of(only.get());
        }
        String caution = (longHistory == null
                        ? ""
                        : " Its history is shorter than " + longHistory
                                + " days: work that comes once a month is not known.")
                + aboutBackground(idleness);
        Remedy stop = stop(caution).whileIdle(idleness);
        return isProduction(facts)
                ? List.of(justification(), stop)
                : List.of(stop, terminate(caution).whileIdle(idleness));
    }

    /** For an instance that has been stopped for long. */
    Remedy stopped(InstanceSnapshot snapshot) {
        return onlyRemedy(snapshot)
                .orElseGet(
                        () -> Remedy.of(
                                RemedyAction.TERMINATE_INSTANCE,
                                Map.of(),
                                LOST_BY_TERMINATION,
                                "Terminate it after a quarantine, when an image of its volumes was made. An Elastic IP address, and a volume"
                                        + " that is not deleted with the instance, are paid for until they are released or deleted too."));
    }

    /** For a stopped instance that is to stay, without its addresses. */
    static Remedy releaseAddresses(InstanceSnapshot snapshot) {
        Arn instance = Arn.parse(snapshot.resource());
        return Remedy.advice(
                "Its Elastic IP addresses cost as much as while it runs. Release those that nothing names, as they can't be"
                        + " obtained again: aws ec2 describe-addresses --region " + instance.region()
                        + " --filters Name=instance-id,Values=" + instance.id()
                        + ", then aws ec2 disassociate-address and aws ec2 release-address.");
    }

    /**
     * For an instance with idle GPUs.
     *
     * @param idleness what must still hold when it is stopped; a schedule decides at each stop
     */
    List<Remedy> idleGpus(InstanceSnapshot snapshot, IdlenessLimits idleness) {
        Optional<Remedy> only = onlyRemedy(snapshot);
        if (only.isPresent()) {
            return List.of(only.get());
        }
        List<Remedy> remedies = new ArrayList<>();
        if (isProduction(snapshot.facts())) {
            remedies.add(justification());
        }
        remedies.add(stop(aboutBackground(idleness)).whileIdle(idleness));
        remedies.add(Remedy.of(
                        RemedyAction.SCHEDULE_INSTANCE,
                        Map.of(),
                        LOST_BY_STOP,
                        "Run it only at the hours that the approver enters.")
                .withSaving(OF_ENTERED_HOURS));
        return remedies;
    }

    private static String aboutBackground(IdlenessLimits idleness) {
        return idleness.background() == null
                ? ""
                : " It moves about the same bytes in each hour, as an agent on it does: check that it is no member of a quiet cluster.";
    }

    /** The remedy for an instance that Gleaner cannot stop; empty if it can. */
    private static Optional<Remedy> onlyRemedy(InstanceSnapshot snapshot) {
        InstanceFacts facts = snapshot.facts();
        if (isOwned(facts)) {
            return Optional.of(ownersChange(snapshot));
        }
        if (INSTANCE_STORE.equals(facts.rootDevice())) {
            return Optional.of(Remedy.advice("Its root device is an instance store, so that it can't be stopped:"
                    + " save what it holds and terminate it."));
        }
        return SPOT.equals(facts.market()) ? Optional.of(endSpot(Arn.parse(snapshot.resource()))) : Optional.empty();
    }

    /** For an instance whose GPUs are idle, but not yet for that many minutes. */
    Remedy waitForMinutes(int minutes) {
        return Remedy.advice("Its GPUs are idle. After " + minutes + " minutes of idleness a stop can be approved.");
    }

    /** For an instance whose idle GPUs are held by a process. */
    Remedy askProcessOwner() {
        return Remedy.advice("A process holds memory of its GPUs without using them: ask its owner to end it.");
    }

    /** For an instance that works at times. Unless the times recur by the week, the approver enters the hours. */
    List<Remedy> sporadic(InstanceSnapshot snapshot, WeekPattern pattern) {
        if (isOwned(snapshot.facts())) {
            return List.of(ownersChange(snapshot));
        }
        String times = pattern.isFullyRecurring() ? pattern.text() : null;
        return List.of(
                Remedy.of(
                        RemedyAction.SCHEDULE_INSTANCE,
                        parameters(times, pattern),
                        LOST_BY_STOP,
                        description(times, pattern)),
                Remedy.advice("If what it does is a batch job, run it on a spot instance that ends with the job."));
    }

    /**
     * For an instance whose days at work recur by more than a week. A schedule recurs by the week, so that it has to run at the hours of
     * its work each day, which the approver enters.
     */
    List<Remedy> recurring(InstanceSnapshot snapshot, DayRecurrence recurrence) {
        if (isOwned(snapshot.facts())) {
            return List.of(ownersChange(snapshot));
        }
        return List.of(
                Remedy.advice("Its work recurs: it was at work on " + recurrence.dates()
                        + ", and the next day may be up to " + recurrence.until()
                        + ". Start it for its work only, or run the work on an instance that ends with it."),
                Remedy.of(
                                RemedyAction.SCHEDULE_INSTANCE,
                                Map.of(),
                                LOST_BY_STOP,
                                "Run it only at the hours that the approver enters: those of its work, on each day of the week, as the days"
                                        + " of its work move from week to week.")
                        .withSaving(OF_ENTERED_HOURS));
    }

    /**
     * For an instance that fits on a smaller type.
     *
     * @param isMemoryKnown whether its memory was compared
     */
    Remedy resize(InstanceSnapshot snapshot, InstanceSize target, boolean isMemoryKnown) {
        return resize(snapshot, target, (isMemoryKnown ? MEMORY_KNOWN : MEMORY_UNKNOWN) + NOT_COMPARED);
    }

    /** For a host whose GPUs do what fewer of them can do. */
    Remedy resizeToFewerGpus(InstanceSnapshot snapshot, InstanceSize target) {
        int gpus = target.gpus().count();
        return resize(
                snapshot,
                target,
                "It has " + gpus
                        + " of the same GPUs, which hold the busiest hour and the memory of all of them together: its jobs"
                        + " have to " + (gpus == 1 ? "share that one. " : "be spread over these. ")
                        + "The CPU was compared. Memory of the host is not known: check that it suffices. Bandwidth of the network"
                        + " and of EBS, and local volumes, of which a smaller type has less, were not compared.");
    }

    /** For an instance that types of newer families could replace. */
    List<Remedy> newerTypes(InstanceSnapshot snapshot, PreviousGeneration.NewerTypes newer) {
        List<Remedy> remedies = new ArrayList<>();
        if (!newer.sameArchitecture().isEmpty()) {
            InstanceSize first = newer.sameArchitecture().get(0);
            remedies.add(Remedy.advice(change(snapshot, first.type()) + " to "
                    + newer.sameArchitecture().stream().map(InstanceSize::text).collect(Collectors.joining(" or "))
                    + ", whichever costs less. " + NEEDS_OF_NEWER));
        }
        newer.arm64()
                .forEach(size -> remedies.add(Remedy.advice("With Graviton, launch a " + size.text()
                        + " instead of it: its image, its containers and what is installed on it have to be for arm64. "
                        + NOT_COVERED)));
        return remedies;
    }

    /** Begins the sentence that says what the type is to become. */
    private static String change(InstanceSnapshot snapshot, String type) {
        InstanceFacts facts = snapshot.facts();
        return isOwned(facts)
                ? "It belongs to " + facts.owner() + ", which would replace it. Change the owner: "
                        + ControllerInstructions.typeOfInstance(
                                        Objects.requireNonNull(facts.owner()),
                                        Arn.parse(snapshot.resource()),
                                        facts.tags() == null ? Map.of() : facts.tags(),
                                        type)
                                .map(instruction -> instruction + ". Its type can be changed")
                                .orElse("change the type that it launches")
                : "Change its type";
    }

    private static Remedy resize(InstanceSnapshot snapshot, InstanceSize target, String compared) {
        InstanceFacts facts = snapshot.facts();
        if (isOwned(facts)) {
            return Remedy.advice("It belongs to " + facts.owner() + ", which would replace it. Change the owner: "
                    + ControllerInstructions.typeOfInstance(
                                    Objects.requireNonNull(facts.owner()),
                                    Arn.parse(snapshot.resource()),
                                    facts.tags() == null ? Map.of() : facts.tags(),
                                    target.type())
                            .orElse("let it launch a " + target.type())
                    + ". " + compared);
        }
        boolean isSpot = SPOT.equals(facts.market());
        if (isSpot || INSTANCE_STORE.equals(facts.rootDevice())) {
            return Remedy.advice("Launch a " + target.text() + " instead of it: "
                    + (isSpot ? "a Spot instance" : "an instance whose root device is an instance store")
                    + " cannot be stopped to change its type. " + compared);
        }
        return Remedy.of(
                RemedyAction.RESIZE_INSTANCE,
                Map.of("instanceType", target.type()),
                LOST_BY_RESIZE,
                "Change its type to " + target.text() + ", for which it is stopped for some minutes. " + compared);
    }

    boolean isProduction(InstanceFacts facts) {
        return EnvironmentTag.isProduction(facts.environment(), nonProduction);
    }

    private static boolean isOwned(InstanceFacts facts) {
        String owner = facts.owner();
        return owner != null && !owner.isEmpty();
    }

    private static Remedy ownersChange(InstanceSnapshot snapshot) {
        InstanceFacts facts = snapshot.facts();
        String owner = facts.owner() == null ? "" : facts.owner();
        Map<String, String> tags = facts.tags() == null ? Map.of() : facts.tags();
        String change = ControllerInstructions.ofInstance(owner, Arn.parse(snapshot.resource()), tags)
                .orElse("lower the owner's size.");
        return Remedy.advice(
                "It belongs to " + owner + ", which would replace or start it again. Change the owner: " + change);
    }

    private static List<String> lostByStopAnd(RemedyAction action) {
        return Stream.concat(LOST_BY_STOP.stream(), action.losses().stream()).toList();
    }

    private static Remedy stop(String caution) {
        return Remedy.of(
                RemedyAction.STOP_INSTANCE,
                Map.of(),
                LOST_BY_STOP,
                "Stop it; its volumes stay and are paid for. Starting it undoes the stop." + caution);
    }

    private static Remedy terminate(String caution) {
        return Remedy.of(
                RemedyAction.TERMINATE_INSTANCE,
                Map.of(),
                LOST_BY_TERMINATION,
                "Terminate it after a quarantine: it is stopped, and terminated days later, when an image of its volumes was made."
                        + " This ends the cost of its volumes as well, which is not in the saving." + caution);
    }

    /**
     * An instance of a one-time Spot request cannot be stopped, and a request that is still open would launch another one. Source:
     * Amazon EC2 User Guide, "Manage your Spot Instances".
     */
    private static Remedy endSpot(Arn instance) {
        return Remedy.advice(
                "It is a Spot instance: one of a one-time request cannot be stopped. Save what it holds and terminate it:"
                        + " aws ec2 create-image --region " + instance.region() + " --instance-id " + instance.id()
                        + " --name NAME"
                        + ", then, if its request is persistent, aws ec2 cancel-spot-instance-requests, then aws ec2 terminate-instances"
                        + " --region " + instance.region() + " --instance-ids " + instance.id());
    }

    private static Remedy justification() {
        return Remedy.advice("Production: keep it until a date with a written reason, or stop it.");
    }

    private static Map<String, String> parameters(@Nullable String times, WeekPattern pattern) {
        return times == null
                ? Map.of()
                : Map.of("on", times, "zone", pattern.zone().getId());
    }

    private static String description(@Nullable String times, WeekPattern pattern) {
        return times == null
                ? "Run it only when it works. Its work does not repeat weekly, so the approver enters the hours."
                : "Run it only when it works: " + times + " " + pattern.zone()
                        + ". The approver may enter other hours, and another time zone.";
    }
}
