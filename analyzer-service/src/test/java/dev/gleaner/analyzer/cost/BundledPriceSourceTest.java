package dev.gleaner.analyzer.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.contracts.resource.Price;
import dev.gleaner.contracts.resource.PriceKey;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The catalogue, and what docs/sources.md states about it. */
class BundledPriceSourceTest {

    private static final Set<String> REGIONS = Set.of("us-east-1", "us-west-2", "eu-west-1");

    private final BundledPriceSource bundled = BundledPriceSource.bundled();

    /** Law: every key has a price in each region of the catalogue, or docs/sources.md says why it has none. */
    @Test
    void shouldContainEveryDocumentedKeyOrStateWhyNot() {
        Map<String, Set<String>> missing = missing();
        Map<String, Set<String>> notFound = new HashMap<>();
        for (String key : documented()) {
            Set<String> regions = REGIONS.stream()
                    .filter(region -> bundled.pricesOf(key(key, region)).isEmpty())
                    .collect(Collectors.toSet());
            if (!regions.isEmpty()) {
                notFound.put(key, regions);
            }
        }

        assertThat(notFound).isEqualTo(missing);
    }

    @Test
    void shouldDocumentEveryPriceItContains() throws IOException {
        Set<PriceKey> documented = documented().stream()
                .flatMap(key -> REGIONS.stream().map(region -> key(key, region)))
                .collect(Collectors.toSet());
        List<PriceKey> contained = rows().stream()
                .map(cells -> new PriceKey(cells[0], cells[1], cells[2], "", "", cells[3]))
                .toList();

        assertThat(documented).hasSizeGreaterThan(150);
        assertThat(contained).doesNotHaveDuplicates().isSubsetOf(documented);
    }

    @Test
    void shouldKnowDateAndSourceOfEveryPrice() throws IOException {
        for (String[] cells : rows()) {
            Price price = bundled.pricesOf(new PriceKey(cells[0], cells[1], cells[2], "", "", cells[3]))
                    .get(0);

            assertThat(price.source()).hasSizeGreaterThan(10);
            assertThat(price.validFrom()).isBetween(LocalDate.of(2024, 1, 1), LocalDate.of(2026, 12, 31));
        }
    }

    /** Only the first 100 GB to the internet are free of charge; a price of 0 anywhere else would hide costs. */
    @Test
    void shouldContainNoOtherPriceOfZero() throws IOException {
        assertThat(rows())
                .filteredOn(cells -> new BigDecimal(cells[4]).signum() == 0)
                .extracting(cells -> cells[1])
                .hasSize(6)
                .containsOnly("transfer-internet-from-0");
        assertThat(rows()).allMatch(cells -> new BigDecimal(cells[4]).signum() >= 0);
    }

    @Test
    void shouldReadTheRegionOfARow() {
        BundledPriceSource source = BundledPriceSource.parseRows(
                List.of("# a comment", "", "ebs,gp3,eu-west-3,gb-month,0.0928,2026-11-01,a list, of November"));

        assertThat(source.pricesOf(key("ebs|gp3|gb-month", "eu-west-3")))
                .containsExactly(new Price(
                        key("ebs|gp3|gb-month", "eu-west-3"),
                        new BigDecimal("0.0928"),
                        LocalDate.of(2026, 11, 1),
                        "a list, of November"));
        assertThat(source.pricesOf(key("ebs|gp3|gb-month", "us-east-1"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ebs,gp3,gb-month,0.08,2026-11-01,a list", "ebs"})
    void shouldRefuseARowWithoutARegion(String row) {
        assertThatThrownBy(() -> BundledPriceSource.parseRows(List.of(row)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SERVICE,TYPE,REGION,UNIT,AMOUNT,DATE,SOURCE");
    }

    @Test
    void shouldNameTheLineOfAPriceFileThatIsWrong() {
        assertThatThrownBy(() -> BundledPriceSource.parse(List.of("# Source: x", "# Date: 2026-01-01", "g5.xlarge 1")))
                .hasMessage("expected TYPE,AMOUNT but found: g5.xlarge 1");
        assertThatThrownBy(() -> BundledPriceSource.parse(List.of("g5.xlarge,1")))
                .hasMessageContaining("# Source");
    }

    private static PriceKey key(String text, String region) {
        String[] cells = text.split("\\|");
        return new PriceKey(cells[0], cells[1], region, "", "", cells[2]);
    }

    private static List<String[]> rows() throws IOException {
        return Files.readAllLines(Path.of("src/main/resources/dev/gleaner/analyzer/cost/storage-logs-and-transfer.csv"))
                .stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(",", 7))
                .toList();
    }

    private static Set<String> documented() {
        return new HashSet<>(table("| key | service code | usage type | operation | unit in the list |").stream()
                .map(cells -> cells.get(0))
                .toList());
    }

    private static Map<String, Set<String>> missing() {
        Map<String, Set<String>> missing = new HashMap<>();
        for (List<String> cells : table("| key | missing in | reason |")) {
            assertThat(cells.get(2)).as(cells.get(0)).isNotBlank();
            missing.put(cells.get(0), Set.of(cells.get(1).split(", ")));
        }
        return missing;
    }

    private static List<List<String>> table(String head) {
        try {
            List<String> lines = Files.readAllLines(Path.of("../docs/sources.md"));
            assertThat(lines).contains(head);
            return lines.stream()
                    .skip(lines.indexOf(head) + 2L)
                    .takeWhile(line -> line.startsWith("|"))
                    .map(line -> Arrays.stream(line.split("(?<!\\\\)\\|"))
                            .skip(1)
                            .map(cell -> cell.strip().replace("`", "").replace("\\|", "|"))
                            .toList())
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
