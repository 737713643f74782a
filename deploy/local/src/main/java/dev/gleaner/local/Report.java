package dev.gleaner.local;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.local.ready.Api;
import dev.gleaner.local.report.FindingsTable;
import dev.gleaner.local.report.Screen;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a person sees at the end: the findings, where to look, and how to say yes. */
final class Report {

    private final RunFolder run;
    private final Ports ports;
    private final Api api;
    private final Screen screen;

    Report(RunFolder run, Ports ports, Api api, Screen screen) {
        this.run = run;
        this.ports = ports;
        this.api = api;
        this.screen = screen;
    }

    void print() {
        JsonNode open = findings("open");
        List<FindingsTable.Listed> listed = listed(open);
        screen.say("");
        if (!listed.isEmpty()) {
            FindingsTable.lines(listed).forEach(screen::say);
            screen.say("");
        }
        List<Finding> findings =
                listed.stream().map(FindingsTable.Listed::finding).toList();
        screen.say("%d open findings on %d resources, %s USD a month, each resource counted once"
                .formatted(findings.size(), FindingsTable.resources(findings), FindingsTable.total(findings)));
        screen.say("%d in doubt and %d acted on (neither counted); %d can't be judged (insufficient)"
                .formatted(
                        findings("in-doubt").size(),
                        findings("acted-on").size(),
                        findings("insufficient").size()));
        where();
        approval(open);
    }

    private static List<FindingsTable.Listed> listed(JsonNode findings) {
        List<FindingsTable.Listed> listed = new ArrayList<>();
        findings.forEach(finding -> listed.add(new FindingsTable.Listed(
                Json.read(Json.bytes(finding), Finding.class),
                Json.mapper().convertValue(finding.path("lastConfirmed"), Instant.class))));
        return listed;
    }

    private JsonNode findings(String status) {
        return api.json(Endpoints.http(ports.actuator()) + "/api/findings?status=" + status)
                .orElseThrow(
                        () -> new UpException("the actuator does not list its findings: see " + run.log("actuator")));
    }

    private void where() {
        screen.say("");
        screen.say("page       " + Endpoints.http(ports.actuator()) + "/");
        screen.say("findings   " + Endpoints.http(ports.actuator()) + "/api/findings?status=open");
        screen.say("why        " + Endpoints.http(ports.analyzer()) + "/resources?arn=ARN");
        screen.say("audit      " + Endpoints.http(ports.actuator()) + "/api/audit/verify");
        screen.say("token      " + run.secret("token") + " (its first word)");
        screen.say("addresses  " + run.endpoints());
        screen.say("logs       " + run.path().resolve("logs"));
    }

    /** The command that approves the first finding whose proposal can be carried out here. */
    private void approval(JsonNode open) {
        for (JsonNode finding : open) {
            String plan = finding.path("proposal").path("plan").asText("");
            int remedy = stopRemedy(finding);
            if (!plan.isEmpty() && remedy >= 0) {
                screen.say("");
                screen.say(
                        finding.path("proposal").path("dryRun").asBoolean()
                                ? "approve the first one (a dry run: it says what it would do, and does nothing):"
                                : "approve the first one:");
                screen.say(curl(finding.path("id").asText(), remedy, plan));
                return;
            }
        }
        reasonAgainst(open);
    }

    /** Why there is nothing to approve, if something stands in the way. */
    private void reasonAgainst(JsonNode open) {
        for (JsonNode finding : open) {
            String problem = finding.path("proposal").path("problem").asText("");
            if (!problem.isEmpty()) {
                screen.say("");
                screen.say("nothing can be approved: " + problem);
                return;
            }
        }
    }

    private static int stopRemedy(JsonNode finding) {
        JsonNode remedies = finding.path("remedies");
        for (int i = 0; i < remedies.size(); i++) {
            if (remedies.get(i).path("action").asText().equals("stop-instance")) {
                return i;
            }
        }
        return -1;
    }

    private String curl(String finding, int remedy, String plan) {
        return """
                  curl -X POST %s/api/findings/%s/decisions \\
                    -H "Authorization: Bearer $(cut -d' ' -f1 %s)" -H 'Content-Type: application/json' \\
                    -d '{"decision":"approve","remedy":%d,"plan":"%s","reason":"nobody uses it"}'""".formatted(Endpoints.http(ports.actuator()), finding, Shell.word(run.secret("token")), remedy, plan);
    }
}
