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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Findings for a terminal: one row per resource in the given order, followed by the other findings on it, whose amounts
 * are not counted again.
 */
public final class FindingsTable {

    private static final List<String> HEADER = List.of(
            "RULE", "NAME", "RESOURCE", "REGION", "USD/MONTH", "LOW - HIGH", "ENVIRONMENT", "CONFIRMED", "REMEDY");

    private static final DateTimeFormatter CONFIRMED = DateTimeFormatter.ofPattern("MM-dd HH:mm'Z'", Locale.ROOT);

    /** Of two equal findings the first counts. */
    private static final Comparator<Listed> BY_DOLLARS = Comparator.comparing(FindingsTable::weight);

    private FindingsTable() {}

    /**
     * A finding to list.
     *
     * @param confirmed the time up to which it was last confirmed; null if it never was
     */
    public record Listed(Finding finding, @Nullable Instant confirmed) {}

    /** Lines with aligned columns, header first. */
    public static List<String> lines(List<Listed> findings) {
        Map<String, List<Listed>> byResource = new LinkedHashMap<>();
        findings.forEach(listed -> byResource
                .computeIfAbsent(listed.finding().resource(), resource -> new ArrayList<>())
                .add(listed));
        List<List<String>> rows = new ArrayList<>(List.of(HEADER));
        byResource.values().forEach(onResource -> {
            Listed counted = onResource.stream().max(BY_DOLLARS).orElseThrow();
            rows.add(row(counted, true));
            onResource.stream().filter(other -> !other.equals(counted)).forEach(other -> rows.add(row(other, false)));
        });
        return rows.stream().map(row -> line(row, widths(rows))).toList();
    }

    /** The number of distinct resources. */
    public static long resources(List<Finding> findings) {
        return findings.stream().map(Finding::resource).distinct().count();
    }

    /**
     * The sum in USD a month. Of several findings on a resource the largest counts; findings without a price do not
     * count.
     */
    public static BigDecimal total(List<Finding> findings) {
        Map<String, BigDecimal> largest = new HashMap<>();
        for (Finding finding : findings) {
            BigDecimal monthly = finding.saving().monthly();
            if (monthly != null) {
                largest.merge(finding.resource(), monthly, BigDecimal::max);
            }
        }
        return largest.values().stream().reduce(BigDecimal.ZERO.setScale(2), BigDecimal::add);
    }

    /** The amount of a finding; a finding without a price is below every amount. */
    private static BigDecimal weight(Listed listed) {
        BigDecimal monthly = listed.finding().saving().monthly();
        return monthly == null ? BigDecimal.ONE.negate() : monthly;
    }

    private static List<String> row(Listed listed, boolean counted) {
        Finding finding = listed.finding();
        Saving saving = finding.saving();
        String monthly = saving.priced() ? Objects.toString(saving.monthly()) : "unpriced";
        return List.of(
                counted ? finding.rule() : "  " + finding.rule(),
                orDash(finding.name()),
                id(Arn.parse(finding.resource())),
                finding.region(),
                counted ? monthly : "counted above",
                counted && saving.priced() ? saving.low() + " - " + saving.high() : "",
                orDash(finding.owner().environment()),
                listed.confirmed() == null
                        ? "-"
                        : CONFIRMED.format(listed.confirmed().atOffset(ZoneOffset.UTC)),
                finding.remedies().stream().map(Remedy::action).findFirst().orElse("-"));
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
        int[] widths = new int[HEADER.size()];
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
            String form = i == 4 || i == 5 ? "%" : "%-";
            line.append(String.format(form + widths[i] + "s  ", row.get(i)));
        }
        return line.toString().stripTrailing();
    }
}
