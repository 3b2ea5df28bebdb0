import { texts } from '../../bridge/texts.ts';
import { COMMANDS, specOf, usageOf } from '../commands/table.ts';
import { context, quoted, say, section, type View } from './message.ts';

/** Everything that Pigdin can be asked for. @param heading what led here */
export function helpList(heading: string = texts.help): View {
  const lines = COMMANDS.map((command) => `• \`/pigdin ${usageOf(command)}\`  ${command.help}`);
  const text = [heading, ...lines].join('\n');
  return { text, blocks: [section(heading), section(lines.join('\n')), context(texts.inThread)] };
}

/** For a word that is no command. */
export function unknownCommand(word: string): View {
  const [likely, ...others] = COMMANDS.filter(({ name }) => name.startsWith(word.toLowerCase()));
  if (likely && others.length === 0) return say(texts.didYouMean(quoted(word), likely.name));
  return helpList(texts.unknownCommand(quoted(word)));
}

/** For a command that lacks an argument. */
export function usage(name: string): View {
  const spec = specOf(name);
  return spec ? say(`${texts.usage(usageOf(spec))} ${spec.help}`) : helpList();
}
