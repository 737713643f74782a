package dev.gleaner.local.report;

import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Findings for a terminal: one row per resource in the given order, followed by the other findings on it, whose amounts
 * are not counted again.
 */
public final class FindingsTable {

    private static final List<String> HEADER = List.of(
            "RULE",
            "NAME",
            "RESOURCE",
            "REGION",
            "USD/MONTH",
            "LOW - HIGH",
            "EXPECTED",
            "ENVIRONMENT",
            "CONFIRMED",
            "REMEDY");

    /** The column of the expected amount. */
    private static final int EXPECTED = 6;

    private static final DateTimeFormatter CONFIRMED = DateTimeFormatter.ofPattern("MM-dd HH:mm'Z'", Locale.ROOT);

    /** Of two equal findings the first counts. */
    private static final Comparator<Listed> BY_DOLLARS = Comparator.comparing(FindingsTable::weight);

    private FindingsTable() {}

    /**
     * A finding to list.
     *
     * @param confirmed the time up to which it was last confirmed; null if it never was
     * @param expected the amount in USD a month that the estate expects; null if it expects none
     */
    public record Listed(
            Finding finding,
            @Nullable Instant confirmed,
            @Nullable BigDecimal expected) {

        /** Whether another amount than its own is expected of it. */
        boolean isOther() {
            BigDecimal own = amount();
            return expected != null && own != null && expected.compareTo(own) != 0;
        }

        /** What is saved, or what it costs; null if neither is known. */
        @Nullable
        BigDecimal amount() {
            Saving saving = finding.saving();
            return saving.priced() ? saving.monthly() : saving.cost();
        }
    }

    /** Lines with aligned columns, header first. Expected amounts have a column if there are any. */
    public static List<String> lines(List<Listed> findings) {
        Map<String, List<Listed>> byResource = new LinkedHashMap<>();
        findings.forEach(listed -> byResource
                .computeIfAbsent(listed.finding().resource(), resource -> new ArrayList<>())
                .add(listed));
        boolean isExpected = findings.stream().anyMatch(listed -> listed.expected() != null);
        List<List<String>> rows = new ArrayList<>(List.of(isExpected ? HEADER : withoutExpected(HEADER)));
        byResource.values().forEach(onResource -> {
            Listed counted = onResource.stream().max(BY_DOLLARS).orElseThrow();
            rows.add(row(counted, true, isExpected));
            onResource.stream()
                    .filter(other -> !other.equals(counted))
                    .forEach(other -> rows.add(row(other, false, isExpected)));
        });
        return rows.stream().map(row -> line(row, widths(rows))).toList();
    }

    /** The number of distinct resources. */
    public static long resources(List<Finding> findings) {
        return findings.stream().map(Finding::resource).distinct().count();
    }

    /**
     * Compares the savings that the estate expects with those of the findings, in USD a month, and names the findings that differ; empty if
     * it expects none of the findings listed.
     */
    public static List<String> comparison(List<Listed> findings) {
        List<Listed> known = findings.stream()
                .filter(listed -> listed.expected() != null && listed.amount() != null)
                .toList();
        if (known.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        lines.add("the estate expects %s USD a month of %d of these findings, which have %s"
                .formatted(sum(known, Listed::expected), known.size(), sum(known, Listed::amount)));
        known.stream().filter(Listed::isOther).map(FindingsTable::difference).forEach(lines::add);
        return lines;
    }

    private static String difference(Listed listed) {
        Finding finding = listed.finding();
        return "  %s of %s: %s expected, %s found"
                .formatted(
                        finding.rule(),
                        finding.name() == null ? id(Arn.parse(finding.resource())) : finding.name(),
                        listed.expected(),
                        listed.amount());
    }

    private static BigDecimal sum(List<Listed> findings, Function<Listed, @Nullable BigDecimal> amount) {
        return findings.stream()
                .flatMap(listed -> Stream.ofNullable(amount.apply(listed)))
                .reduce(BigDecimal.ZERO.setScale(2), BigDecimal::add);
    }

    /** The amount of a finding; a finding without a price is below every amount. */
    private static BigDecimal weight(Listed listed) {
        BigDecimal monthly = listed.finding().saving().monthly();
        return monthly == null ? BigDecimal.ONE.negate() : monthly;
    }

    private static List<String> row(Listed listed, boolean counted, boolean isExpected) {
        Finding finding = listed.finding();
        Saving saving = finding.saving();
        String monthly = saving.priced()
                ? Objects.toString(saving.monthly())
                : saving.cost() == null ? "unpriced" : "costs " + saving.cost();
        List<String> row = List.of(
                counted ? finding.rule() : "  " + finding.rule(),
                orDash(finding.name()),
                id(Arn.parse(finding.resource())),
                finding.region(),
                counted || saving.cost() != null ? monthly : "counted above",
                counted && saving.priced() ? saving.low() + " - " + saving.high() : "",
                listed.expected() == null ? "-" : listed.expected().toPlainString(),
                orDash(finding.owner().environment()),
                listed.confirmed() == null
                        ? "-"
                        : CONFIRMED.format(listed.confirmed().atOffset(ZoneOffset.UTC)),
                finding.remedies().stream().map(Remedy::action).findFirst().orElse("-"));
        return isExpected ? row : withoutExpected(row);
    }

    private static List<String> withoutExpected(List<String> row) {
        List<String> columns = new ArrayList<>(row);
        columns.remove(EXPECTED);
        return columns;
    }

    /** The whole name of a bucket or prefix; of other resources the part after the last slash. */
    private static String id(Arn resource) {
        String text = resource.resource();
        return resource.service().equals("s3") ? text : text.substring(text.lastIndexOf('/') + 1);
    }

    private static String orDash(@Nullable String value) {
        return value == null ? "-" : value;
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }

    /** Aligns amounts to the right and text to the left. */
    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            boolean isAmount = i == 4 || i == 5 || (i == EXPECTED && row.size() == HEADER.size());
            String form = isAmount ? "%" : "%-";
            line.append(String.format(form + widths[i] + "s  ", row.get(i)));
        }
        return line.toString().stripTrailing();
    }
}
