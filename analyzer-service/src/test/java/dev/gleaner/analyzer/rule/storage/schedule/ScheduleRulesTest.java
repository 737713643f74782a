package dev.gleaner.analyzer.rule.storage.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gleaner.analyzer.rule.storage.schedule.LifecycleSchedule.Step;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleRulesTest {

    private static final StorageClassTable TABLE = StorageClassTable.bundled();

    @ParameterizedTest
    @CsvSource({
        "STANDARD_IA@30, true",
        "STANDARD_IA@29, false",
        "ONEZONE_IA@30, true",
        "ONEZONE_IA@29, false",
        "GLACIER_IR@1, true",
        "GLACIER_IR@0, false",
        "STANDARD_IA@30 GLACIER@60, true",
        "STANDARD_IA@30 GLACIER@59, false",
        "INTELLIGENT_TIERING@10 GLACIER_IR@11, true",
        "INTELLIGENT_TIERING@30 STANDARD_IA@90, false",
        "ONEZONE_IA@30 GLACIER_IR@90, false",
        "ONEZONE_IA@30 GLACIER@90, true",
        "GLACIER@90 GLACIER_IR@180, false",
        "GLACIER_IR@90 DEEP_ARCHIVE@90, false",
        "STANDARD@30, false",
        "DEEP_ARCHIVE@399, true",
        "DEEP_ARCHIVE@400, false"
    })
    void shouldAcceptWhatS3Accepts(String steps, boolean accepted) {
        assertThat(new ScheduleRules(TABLE, 400, 0, 3650).accepts(steps(steps))).isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource({
        "GLACIER@180, true",
        "GLACIER@179, false",
        "DEEP_ARCHIVE@179, false",
        "GLACIER_IR@1, true",
        "GLACIER@365, true",
        "GLACIER@366, false"
    })
    void shouldArchiveOnlyAtAgesThatAreKnownToBeUnread(String steps, boolean accepted) {
        assertThat(new ScheduleRules(TABLE, 0, 180, 365).accepts(steps(steps))).isEqualTo(accepted);
    }

    @Test
    void shouldRejectATableWithoutAllClasses() {
        assertThatThrownBy(() -> StorageClassTable.parse(
                        List.of("# comment", "GLACIER,DEEP_ARCHIVE,1,0,90,0,32768,8192,yes,yes,131072,0,0,0,0")))
                .hasMessage("storage classes without a row: there are only [GLACIER]");
        assertThatThrownBy(() -> StorageClassTable.parse(List.of("GLACIER,DEEP_ARCHIVE,1")))
                .hasMessage("expected 15 columns but found: GLACIER,DEEP_ARCHIVE,1");
    }

    private static List<Step> steps(String text) {
        return Arrays.stream(text.split(" "))
                .map(step -> step.split("@"))
                .map(step -> new Step(Integer.parseInt(step[1]), StorageClass.valueOf(step[0])))
                .toList();
    }
}
