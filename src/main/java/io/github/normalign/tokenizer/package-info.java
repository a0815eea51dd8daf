/** From words to the pieces a model knows: SentencePiece models read and run in Java, ids, and which word each piece came from. */
package io.github.normalign.tokenizer;
