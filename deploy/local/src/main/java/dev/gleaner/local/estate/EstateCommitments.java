package dev.gleaner.local.estate;

import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.series.EstateTime;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The reservations and savings plans of an estate, from {@code estate/commitments.csv}, and its capacity reservations, from {@code
 * estate/capacity-reservations.csv}. Each instance is covered by one of them at most.
 *
 * @param all reservations and savings plans by their ids
 */
public record EstateCommitments(Map<String, Commitment> all, List<CapacityReservation> capacityReservations) {

    private static final List<String[]> COMMITMENTS = rows("/estate/commitments.csv");
    private static final List<String[]> CAPACITY_RESERVATIONS = rows("/estate/capacity-reservations.csv");

    public EstateCommitments {
        all = Map.copyOf(all);
        capacityReservations = List.copyOf(capacityReservations);
    }

    /** Those of an estate: without the instances that they cover, or that run in them, there is none. */
    public static EstateCommitments of(Estate estate) {
        Map<String, Commitment> commitments = new LinkedHashMap<>();
        COMMITMENTS.stream()
                .filter(row -> estate.instance(row[4]).isPresent())
                .forEach(row -> commitments.merge(row[0], Commitment.parse(row), Commitment::plus));
        List<CapacityReservation> reservations =
                CAPACITY_RESERVATIONS.stream().map(CapacityReservation::parse).toList();
        boolean hasInstances = reservations.stream()
                .flatMap(reservation -> reservation.usedBy().stream())
                .allMatch(instance -> estate.instance(instance).isPresent());
        return new EstateCommitments(commitments, hasInstances ? reservations : List.of());
    }

    private static List<String[]> rows(String name) {
        try (InputStream file = Objects.requireNonNull(EstateCommitments.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .skip(1)
                    .map(line -> line.split(",", -1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The capacity reservation of a name. */
    public Optional<CapacityReservation> capacityReservation(String name) {
        return capacityReservations.stream()
                .filter(reservation -> reservation.name().equals(name))
                .findFirst();
    }

    /** The capacity reservation in which an instance runs. */
    public Optional<CapacityReservation> reserving(String instance) {
        return capacityReservations.stream()
                .filter(reservation -> reservation.usedBy().contains(instance))
                .findFirst();
    }

    /** The ARN of a commitment or capacity reservation. */
    public Optional<String> arn(String name) {
        return Optional.ofNullable(all.get(name))
                .map(Commitment::arn)
                .or(() -> capacityReservation(name).map(CapacityReservation::arn));
    }

    /** The commitment that covers an instance. */
    public Optional<Commitment> covering(String instance) {
        return all.values().stream()
                .filter(commitment -> commitment.covered().containsKey(instance))
                .findFirst();
    }

    /** The part of the hours of an instance that are covered, 0 to 1. */
    public BigDecimal coveredPart(String instance) {
        return covering(instance)
                .map(commitment -> commitment.covered().get(instance))
                .orElse(BigDecimal.ZERO);
    }

    /**
     * A commitment.
     *
     * @param discount on the price on demand, percent
     * @param unused part of it that covers nothing, percent
     * @param covered parts of instances, 0 to 1
     */
    public record Commitment(
            String id,
            Kind kind,
            BigDecimal discount,
            BigDecimal unused,
            Map<String, BigDecimal> covered,
            Terms terms) {

        private static final String REGION = "us-east-1";

        static Commitment parse(String[] row) {
            return new Commitment(
                    row[0],
                    row[1].equals("reservation") ? Kind.RESERVATION : Kind.SAVINGS_PLAN,
                    new BigDecimal(row[2]),
                    new BigDecimal(row[3]),
                    Map.of(row[4], new BigDecimal(row[5])),
                    new Terms(row[6], new EstateTime(row[7]), new BigDecimal(row[8])));
        }

        Commitment plus(Commitment other) {
            Map<String, BigDecimal> both = new LinkedHashMap<>(covered);
            both.putAll(other.covered);
            return new Commitment(id, kind, discount, unused, both, terms);
        }

        public String account() {
            return EstateInstance.DEFAULT_ACCOUNT;
        }

        /** The region in which it was bought. */
        public String region() {
            return REGION;
        }

        /** The ARN in a bill. */
        public String arn() {
            return kind == Kind.RESERVATION
                    ? "arn:aws:ec2:" + region() + ":" + account() + ":reserved-instances/" + id
                    : "arn:aws:savingsplans::" + account() + ":savingsplan/" + id;
        }

        /** Names of the covered instances, in a fixed order. */
        public List<String> instances() {
            return new ArrayList<>(new TreeSet<>(covered.keySet()));
        }
    }

    /**
     * For how long a commitment is made, and at which charge.
     *
     * @param name its tag {@code Name}
     * @param hourly USD per hour for all of it
     */
    public record Terms(String name, EstateTime began, BigDecimal hourly) {

        /** AWS shows the last second. */
        private static final Duration TERM = Duration.ofDays(365).minusSeconds(1);

        /** The start in an estate with this end. */
        public Instant start(Instant endOfEstate) {
            return began.resolve(endOfEstate);
        }

        /** The end in an estate with this end. */
        public Instant end(Instant endOfEstate) {
            return start(endOfEstate).plus(TERM);
        }
    }

    /**
     * A capacity reservation.
     *
     * @param type instance type
     * @param instances for which it keeps capacity
     * @param usedBy names of the instances that run in it
     */
    public record CapacityReservation(String name, String id, String type, int instances, Set<String> usedBy) {

        private static final String REGION = "us-east-1";

        public CapacityReservation {
            usedBy = Set.copyOf(usedBy);
        }

        static CapacityReservation parse(String[] row) {
            return new CapacityReservation(
                    row[0],
                    row[1],
                    row[2],
                    Integer.parseInt(row[3]),
                    row[4].isEmpty() ? Set.of() : Set.of(row[4].split(" ")));
        }

        public String account() {
            return EstateInstance.DEFAULT_ACCOUNT;
        }

        public String region() {
            return REGION;
        }

        public String arn() {
            return "arn:aws:ec2:" + region() + ":" + account() + ":capacity-reservation/" + id;
        }

        /** Instances that could run in it. */
        public int unused() {
            return instances - usedBy.size();
        }
    }

    /** What is committed to. */
    public enum Kind {
        RESERVATION,
        SAVINGS_PLAN
    }
}
