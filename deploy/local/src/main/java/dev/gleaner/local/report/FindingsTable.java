package dev.gleaner.local.report;

import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Findings for a terminal: one a line, in the order given. */
public final class FindingsTable {

    private static final List<String> HEADER =
            List.of("RULE", "RESOURCE", "REGION", "USD/MONTH", "LOW - HIGH", "ENVIRONMENT", "REMEDY");

    private FindingsTable() {}

    /** Lines with aligned columns, header first. */
    public static List<String> lines(List<Finding> findings) {
        List<List<String>> rows = new ArrayList<>(List.of(HEADER));
        findings.forEach(finding -> rows.add(row(finding)));
        return rows.stream().map(row -> line(row, widths(rows))).toList();
    }

    /** USD a month over all; of several findings on a resource the larger counts, an unpriced one does not. */
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

    private static List<String> row(Finding finding) {
        Saving saving = finding.saving();
        return List.of(
                finding.rule(),
                name(Arn.parse(finding.resource())),
                finding.region(),
                saving.priced() ? Objects.toString(saving.monthly()) : "unpriced",
                saving.priced() ? saving.low() + " - " + saving.high() : "",
                orDash(finding.owner().environment()),
                finding.remedies().stream().map(Remedy::action).findFirst().orElse("-"));
    }

    /** Of a bucket or what lies in it the whole, of the rest what stands last. */
    private static String name(Arn resource) {
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

    /** Amounts lie at the right, words at the left. */
    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String form = i == 3 || i == 4 ? "%" : "%-";
            line.append(String.format(form + widths[i] + "s  ", row.get(i)));
        }
        return line.toString().stripTrailing();
    }
}
