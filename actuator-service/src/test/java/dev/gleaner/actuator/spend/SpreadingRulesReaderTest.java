package dev.gleaner.actuator.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.contracts.spend.SharedCost;
import dev.gleaner.contracts.spend.SpendDimension;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpreadingRulesReaderTest {

    @Test
    void shouldReadAMethodForAllDimensionsAndOneForEach() {
        SpreadingRules rules = SpreadingRulesReader.read("spreading.yaml", """
                nat: proportional
                support:
                  team:
                    fixed: {search: 60, "ads and more": 40}
                  project: even
                """);

        assertThat(rules.method(SharedCost.NAT, SpendDimension.COST_CENTER))
                .contains(new SpreadingRules.Proportional());
        assertThat(rules.method(SharedCost.NAT, SpendDimension.PRODUCT)).isEmpty();
        assertThat(rules.method(SharedCost.SUPPORT, SpendDimension.PROJECT)).contains(new SpreadingRules.Even());
        assertThat(rules.method(SharedCost.SUPPORT, SpendDimension.TEAM))
                .contains(new SpreadingRules.Fixed(
                        Map.of("search", new BigDecimal("60"), "ads and more", new BigDecimal("40"))));
        assertThat(rules.method(SharedCost.SUPPORT, SpendDimension.SERVICE)).isEmpty();
        assertThat(rules.method(SharedCost.TAX, SpendDimension.TEAM)).isEmpty();
    }

    @Test
    void shouldReadTheFileOfTheDocumentation() throws IOException {
        String document = Files.readString(Path.of("../docs/spend.md"));
        int start = document.indexOf("```yaml") + "```yaml".length();
        String file = document.substring(start, document.indexOf("```", start));

        assertThat(SpreadingRulesReader.read("docs/spend.md", file).methods())
                .containsOnlyKeys(SharedCost.NAT, SharedCost.DATA_TRANSFER, SharedCost.SUPPORT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '' | f.yaml:1:1: it is empty
            lunch: even | f.yaml:1:1: unknown key lunch; the file knows nat, data-transfer, support, tax
            nat: fair | f.yaml:1:6: a method has to be even or proportional, or fixed with shares, not fair; leave the key out
            tax: fixed | f.yaml:1:6: fixed needs a dimension and the share of each value, as team: {fixed:
            tax: {account: even} | f.yaml:1:7: unknown key account; tax knows team, project, environment, cost-center, service
            tax: {team: {even: 1}} | f.yaml:1:13: tax by team needs even, proportional, or fixed with the share of each value
            tax: {team: {fixed: 3}} | f.yaml:1:21: fixed has to be values with their shares in percent, as search: 60
            tax: {team: {fixed: {a: 60, b: 30}}} | f.yaml:1:21: the shares of tax by team add up to 90; change them so that they
            tax: {team: {fixed: {a: 100, b: 0}}} | f.yaml:1:33: the share of b has to be a number above 0 and up to 100
            tax: {team: {fixed: {unallocated: 100}}} | f.yaml:1:22: nothing is spread to unallocated; name a value that owns
            nat: [even] | f.yaml:1:6: nat has to be keys and values, of team, project, environment, cost-center, service
            """)
    void shouldNameFileLineAndWhatToDo(String text, String problem) {
        assertThatThrownBy(() -> SpreadingRulesReader.read("f.yaml", text)).hasMessageContaining(problem);
    }

    @Test
    void shouldReportAllProblemsInTheOrderOfTheFile() {
        assertThatThrownBy(() -> SpreadingRulesReader.read("f.yaml", "nat: fair\ntax: {team: {fixed: {a: 1}}}\n"))
                .hasMessageMatching("(?s)f.yaml:1:6: .*\nf.yaml:2:21: .*");
    }

    @Test
    void shouldNameTheKeyOfAFileThatIsNotThere() throws IOException {
        Path folder = Files.createTempDirectory("spreading");

        assertThatThrownBy(() -> SpreadingRulesReader.read(folder.resolve("none.yaml")))
                .hasMessageContainingAll("actuator.spend.spreading", "none.yaml", "correct the path");
    }
}
