package io.tickhouse.jobs.analytics;

import io.tickhouse.model.Correction;
import io.tickhouse.model.Message;
import io.tickhouse.model.TextCache;
import io.tickhouse.model.Trade;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.types.Either;

/** The symbol of a message. It is asked for twice a message, so the texts are kept. */
final class SymbolKey implements KeySelector<Either<Trade, Correction>, String> {

    private static final long serialVersionUID = 1L;

    private transient TextCache<String> symbols;

    @Override
    public String getKey(Either<Trade, Correction> message) {
        return of(message.isLeft() ? message.left() : message.right());
    }

    String of(Message message) {
        if (symbols == null) {
            symbols = new TextCache<>(text -> new String(text, StandardCharsets.UTF_8));
        }
        return symbols.of(message.symbol, 0, message.symbol.length);
    }
}
