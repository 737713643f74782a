package dev.gleaner.local.estate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The reservations and savings plans of an estate, from {@code estate/commitments.csv}. Each instance is covered by one of them at most.
 *
 * @param all by their ids
 */
public record EstateCommitments(Map<String, Commitment> all) {

    private static final String FILE = "/estate/commitments.csv";

    public EstateCommitments {
        all = Map.copyOf(all);
    }

    /** Those that cover instances of an estate. */
    public static EstateCommitments of(Estate estate) {
        try (InputStream file = Objects.requireNonNull(EstateCommitments.class.getResourceAsStream(FILE), FILE)) {
            Map<String, Commitment> commitments = new LinkedHashMap<>();
            new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.startsWith("commitment,"))
                    .map(line -> line.split(",", -1))
                    .filter(row -> estate.resource(row[4]).isPresent())
                    .forEach(row -> commitments.merge(row[0], Commitment.parse(row), Commitment::plus));
            return new EstateCommitments(commitments);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
            String id, Kind kind, BigDecimal discount, BigDecimal unused, Map<String, BigDecimal> covered) {

        static Commitment parse(String[] row) {
            return new Commitment(
                    row[0],
                    row[1].equals("reservation") ? Kind.RESERVATION : Kind.SAVINGS_PLAN,
                    new BigDecimal(row[2]),
                    new BigDecimal(row[3]),
                    Map.of(row[4], new BigDecimal(row[5])));
        }

        Commitment plus(Commitment other) {
            Map<String, BigDecimal> both = new LinkedHashMap<>(covered);
            both.putAll(other.covered);
            return new Commitment(id, kind, discount, unused, both);
        }

        /** The ARN in a bill. */
        public String arn() {
            return kind == Kind.RESERVATION
                    ? "arn:aws:ec2:us-east-1:" + EstateInstance.DEFAULT_ACCOUNT + ":reserved-instances/" + id
                    : "arn:aws:savingsplans::" + EstateInstance.DEFAULT_ACCOUNT + ":savingsplan/" + id;
        }

        /** Names of the covered instances, in a fixed order. */
        public List<String> instances() {
            return new ArrayList<>(new TreeSet<>(covered.keySet()));
        }
    }

    /** What is committed to. */
    public enum Kind {
        RESERVATION,
        SAVINGS_PLAN
    }
}
