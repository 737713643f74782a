package dev.gleaner.actuator.approval.slack.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.actuator.approval.slack.client.PostedMessage;
import dev.gleaner.contracts.Json;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreadNoteTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "decided | user:U0ANNA | {'decision':'approve','action':'act_1'} | <@U0ANNA> approved.",
                "decided | user:U0ANNA | {'decision':'approve','approvals':'1 of 2'} | <@U0ANNA> approved: 1 of 2,"
                        + " another person has to approve as well.",
                "decided | user:U0BERT | {'decision':'approve','approvals':'2 of 2','action':'act_1'} | <@U0BERT>"
                        + " approved: 2 of 2.",
                "decided | user:bert | {'decision':'reject','reason':'a <!channel> & b'} | bert rejected it: a"
                        + " &lt;!channel&gt; &amp; b.",
                "decided | user:bert | {'decision':'keep','until':'2026-12-01T00:00:00Z','reason':'audit'} | bert"
                        + " keeps it as it is until 2026-12-01T00:00:00Z: audit.",
                "decided | user:bert | {'decision':'undo','action':'act_2','undoes':'act_1'} | bert requested its"
                        + " undo.",
                "called | gleaner | {'action':'act_1'} | `stop-instance`: AWS accepted the call.",
                "observed | gleaner | {'action':'act_1'} | :white_check_mark: `stop-instance`: done, and"
                        + " verified.",
                "refused | gleaner | {'action':'act_1','reason':'tag <x>'} | :no_entry: `stop-instance` refused,"
                        + " nothing was done: tag &lt;x&gt;",
                "refused | gleaner | {'action':'act_1','failed':'no capacity'} | :x: `stop-instance` failed: no"
                        + " capacity",
                "refused | gleaner | {'action':'act_1','dryRun':'StopInstances'} | `stop-instance`: dry run, nothing"
                        + " was done. It would have called StopInstances.",
                "expired | gleaner | {'round':1} | :hourglass: Nobody decided in time. Nothing was done.",
                "undone | gleaner | {'action':'act_2','undoes':'act_1'} | :leftwards_arrow_with_hook: Undone by"
                        + " `stop-instance`."
            })
    void shouldReportAuditEntries(String kind, String actor, String detail, String text) {
        assertThat(note(kind, actor, detail).text()).contains(text);
    }

    /** Only the person who may not decide reads that. */
    @Test
    void shouldNotReportRefusedPeopleToOthers() {
        assertThat(note("refused", "user:U0VERA", "{'reason':'not an approver'}")
                        .text())
                .isEmpty();
    }

    @Test
    void shouldTruncateLongTexts() {
        String endless = "{'action':'act_1','failed':'" + "x".repeat(10_000) + "'}";

        assertThat(note("refused", "gleaner", endless).text().orElseThrow()).hasSizeLessThanOrEqualTo(1000);
    }

    private static ThreadNote note(String kind, String actor, String detail) {
        return new ThreadNote(
                1,
                "arn:aws:ec2:us-east-1:123456789012:instance/i-1",
                PostedMessage.UNKNOWN,
                Optional.empty(),
                Optional.of(new ThreadNote.Entry(
                        kind,
                        actor,
                        Json.read(detail.replace('\'', '"'), JsonNode.class),
                        Optional.of("stop-instance"))),
                0,
                false,
                Optional.empty());
    }
}
