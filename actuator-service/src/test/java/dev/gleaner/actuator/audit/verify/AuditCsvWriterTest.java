package dev.gleaner.actuator.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.gleaner.actuator.audit.keys.Chains;
import dev.gleaner.actuator.audit.keys.SigningKey;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.audit.AuditEntry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditCsvWriterTest {

    @Test
    void shouldWriteAHeaderAndALineAnEntry() throws IOException {
        AuditEntry entry = entry("arn:aws:s3:::models", "a \"quoted\", text\nof two lines");

        List<String[]> rows = rows(AuditExport.CsvWriter.HEADER + AuditExport.CsvWriter.toCsv(List.of(entry, entry)));

        assertThat(rows).hasSize(3);
        assertThat(rows.get(0)).startsWith("sequence", "at", "actor").endsWith("hash");
        assertThat(rows.get(1))
                .containsExactly(
                        "1",
                        "2026-11-24T12:00:00Z",
                        "gleaner",
                        "finding-seen",
                        "fnd_1",
                        "arn:aws:s3:::models",
                        Json.text(entry.detail()),
                        entry.previous(),
                        entry.hash());
    }

    /** A spreadsheet runs what begins like this; OWASP calls it CSV injection. */
    @ParameterizedTest
    @ValueSource(strings = {"=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1"})
    void shouldLetNoCellBeAFormula(String text) throws IOException {
        String[] row =
                rows(AuditExport.CsvWriter.toCsv(List.of(entry(text, "x")))).get(0);

        assertThat(row[5]).isEqualTo("'" + text);
    }

    private static AuditEntry entry(String resource, String reason) {
        return new Chains(SigningKey.generate())
                .add(AuditEntry.Kind.FINDING_SEEN, resource, Map.of("reason", reason))
                .last();
    }

    private static List<String[]> rows(String csv) throws IOException {
        return new CsvMapper()
                .readerFor(String[].class)
                .with(CsvParser.Feature.WRAP_AS_ARRAY)
                .<String[]>readValues(csv)
                .readAll();
    }
}
