package io.tickhouse.jobs.analytics;

import io.tickhouse.model.Message;
import io.tickhouse.model.TextCache;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.java.functions.KeySelector;

/** The symbol of a message. It is asked for twice a message, so the texts are kept. */
final class SymbolKey<M extends Message> implements KeySelector<M, String> {

    private static final long serialVersionUID = 1L;

    private transient TextCache<String> symbols;

    @Override
    public String getKey(M message) {
        if (symbols == null) {
            symbols = new TextCache<>(text -> new String(text, StandardCharsets.UTF_8));
        }
        return symbols.of(message.symbol, 0, message.symbol.length);
    }
}
