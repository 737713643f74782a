package dev.gleaner.actuator.approval.slack;

import dev.gleaner.contracts.Json;
import java.util.Map;
import java.util.Objects;

/** What Slack takes as an answer to a form: it is done with, or something in it has to be put right. */
final class FormAnswer {

    private static final String ACTION = "response_action";

    private FormAnswer() {}

    /** What came of it; why it came to nothing stands in the form. */
    static String of(Answer answer) {
        return answer.accepted()
                ? Json.text(Map.of(ACTION, "clear"))
                : errors(ReasonForm.REASON, Objects.requireNonNullElse(answer.text(), "Nothing was done."));
    }

    /** Says at a field what is wrong. */
    static String errors(String field, String text) {
        return Json.text(Map.of(ACTION, "errors", "errors", Map.of(field, text)));
    }
}
