package dev.gleaner.actuator.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** What a person does with the console. */
public final class Console {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Console() {}

    public static HttpResponse<String> get(String path) {
        return as("viewer-token").get(path);
    }

    public static Caller as(String token) {
        return Caller.with(token);
    }

    public static JsonNode json(HttpResponse<String> answer) {
        return Http.json(answer);
    }

    /** A header of an answer, which has to be there. */
    public static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElseThrow();
    }

    /** Waits until a finding is shown with a plan; its hash. */
    public static String awaitPlan(String finding) {
        AtomicReference<String> plan = new AtomicReference<>();
        await().atMost(PATIENCE).until(() -> {
            JsonNode proposal = proposal(finding);
            plan.set(proposal.path("plan").asText(null));
            return proposal.path("state").asText().equals("open") && plan.get() != null;
        });
        return plan.get();
    }

    public static JsonNode proposal(String finding) {
        return json(get("/api/findings/" + finding)).path("proposal");
    }

    public static void awaitProposal(String finding, String state) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(proposal(finding).path("state").asText()).isEqualTo(state));
    }

    public static HttpResponse<String> approve(String finding, String plan) {
        return decide("approver-token", finding, Map.of("decision", "approve", "remedy", 0, "plan", plan));
    }

    public static HttpResponse<String> decide(String token, String finding, Map<String, Object> decision) {
        return as(token).body(Json.text(decision)).post("/api/findings/" + finding + "/decisions");
    }

    /** Approves and gives the id of the action. */
    public static String approved(String finding, String plan) {
        HttpResponse<String> response = approve(finding, plan);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response).path("action").asText();
    }

    /** Approves as two people, as an action needs that has no undo, and gives its id. */
    public static String approvedByTwo(String finding, String plan) {
        assertThat(json(approve(finding, plan)).path("approvals").asText()).isEqualTo("1 of 2");
        return json(decide("second-token", finding, Map.of("decision", "approve", "remedy", 0, "plan", plan)))
                .path("action")
                .asText();
    }

    /** Undoes an action and gives the id of the undo. */
    public static String undo(String action) {
        return json(as("operator-token").post("/api/actions/" + action + "/undo"))
                .path("id")
                .asText();
    }

    /** Waits until an action is in this state; the action. */
    public static JsonNode awaitAction(String id, String state) {
        AtomicReference<JsonNode> action = new AtomicReference<>();
        await().atMost(PATIENCE).untilAsserted(() -> {
            action.set(json(get("/api/actions/" + id)));
            assertThat(action.get().path("state").asText())
                    .as(action.get().toString())
                    .isEqualTo(state);
        });
        return action.get();
    }

    /** Waits until an action says why it waits. */
    public static void awaitReason(String action, String reason) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(json(get("/api/actions/" + action))
                                .path("reason")
                                .asText())
                        .contains(reason));
    }

    /** Turns the kill switch; the answer. */
    public static JsonNode killSwitch(boolean on) {
        HttpResponse<String> answer =
                as("operator-token").body("{\"on\":" + on + "}").put("/api/kill-switch");
        assertThat(answer.statusCode()).isEqualTo(200);
        return json(answer);
    }

    /** Kinds of the audit entries about a finding, in order. */
    public static List<String> auditKinds(String finding) {
        return audit(finding).stream().map(entry -> entry.path("kind").asText()).toList();
    }

    /** Audit entries about a finding, in order. */
    public static List<JsonNode> audit(String finding) {
        List<JsonNode> entries = new ArrayList<>();
        json(get("/api/audit")).forEach(entry -> {
            if (entry.path("finding").asText().equals(finding)) {
                entries.add(entry);
            }
        });
        return entries;
    }

    public static JsonNode verify() {
        return json(get("/api/audit/verify"));
    }
}
