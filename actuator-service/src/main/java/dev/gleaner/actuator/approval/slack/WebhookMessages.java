package dev.gleaner.actuator.approval.slack;

import com.google.gson.JsonObject;
import com.slack.api.util.json.GsonFactory;
import io.smallrye.mutiny.Uni;
import java.net.URI;

/** Messages by an incoming webhook: they can be changed for half an hour after somebody clicked, and not otherwise. */
final class WebhookMessages implements MessageChannel {

    private final Hooks hooks;
    private final URI webhook;

    WebhookMessages(Hooks hooks, URI webhook) {
        this.hooks = hooks;
        this.webhook = webhook;
    }

    @Override
    public Uni<Posted> post(Message message) {
        return hooks.post(webhook, json(message, false)).replaceWith(Posted.SOMEWHERE);
    }

    @Override
    public Uni<Posted> update(Due due, Message message) {
        return due.responseUrl()
                .map(address -> hooks.post(address, json(message, true)))
                .orElse(Uni.createFrom().voidItem())
                .replaceWith(Posted.SOMEWHERE);
    }

    private static String json(Message message, boolean replaces) {
        JsonObject json = new JsonObject();
        json.addProperty("text", message.text());
        json.add("blocks", GsonFactory.createSnakeCase().toJsonTree(message.blocks()));
        if (replaces) {
            json.addProperty("replace_original", true);
        }
        return json.toString();
    }
}
