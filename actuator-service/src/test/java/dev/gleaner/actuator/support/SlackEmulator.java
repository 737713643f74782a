package dev.gleaner.actuator.support;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Web API server that others wrote (npm emulate), if npm is here; what a test asks of it. */
public final class SlackEmulator {

    /** The bot's token. */
    public static final String TOKEN = "xoxb-test";

    private final @Nullable String url;

    SlackEmulator(@Nullable String url) {
        this.url = url;
    }

    /** Whether it runs. */
    public boolean isThere() {
        return url != null;
    }

    /** Messages of the channel about a target, oldest first. */
    public List<JsonNode> messages(String channel, String target) {
        List<JsonNode> about = new ArrayList<>();
        call("conversations.history", "channel=" + channel + "&limit=1000")
                .path("messages")
                .forEach(message -> {
                    if (message.toString().contains(target)) {
                        about.add(0, message);
                    }
                });
        return about;
    }

    /** Replies in the thread of a message, oldest first. */
    public List<String> replies(String channel, JsonNode message) {
        List<String> replies = new ArrayList<>();
        String parent = message.path("ts").asText();
        call("conversations.replies", "channel=" + channel + "&ts=" + parent)
                .path("messages")
                .forEach(reply -> {
                    if (!reply.path("ts").asText().equals(parent)) {
                        replies.add(reply.path("text").asText());
                    }
                });
        return replies;
    }

    /** Deletes a message. */
    public void delete(String channel, JsonNode message) {
        call("chat.delete", "channel=" + channel + "&ts=" + message.path("ts").asText());
    }

    /** What comes with a click, and opens one form. */
    public String trigger() {
        return call("views.generateTriggerId", "").path("trigger_id").asText();
    }

    /** What Slack says when a trigger is to open another form. */
    public String open(String trigger) {
        String view = URLEncoder.encode(
                "{\"type\":\"modal\",\"title\":{\"type\":\"plain_text\",\"text\":\"x\"},\"blocks\":[]}",
                StandardCharsets.UTF_8);
        return call("views.open", "trigger_id=" + trigger + "&view=" + view)
                .path("error")
                .asText();
    }

    /** Id of a channel. */
    public String channel(String name) {
        for (JsonNode channel : call("conversations.list", "").path("channels")) {
            if (channel.path("name").asText().equals(name)) {
                return channel.path("id").asText();
            }
        }
        throw new IllegalStateException("there is no channel " + name);
    }

    private JsonNode call(String method, String form) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/" + method))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        return Http.json(Http.send(request));
    }
}
